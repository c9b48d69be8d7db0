/**
 * OpenAI-compatible servers for tests: real HTTP, a tiny random model, and the dialects of vLLM and llama-server.
 *
 * The dialects follow vLLM's `entrypoints/openai/completion/protocol.py` and `v1/engine/detokenizer.py` and llama.cpp's
 * `tools/server/server-task.cpp`. Covered: the fields that the policy sends and reads, what each server leaves out of the
 * text, rejected requests.
 *
 * @module
 */
import { openLibrary } from "@rstar/native/library";
import { addToken, createTokenBatch, LlamaContext, LlamaModel } from "@rstar/native/llama";
import { Sampler } from "@rstar/native/sampling";
import { TINY_MARKERS, writeTinyGguf } from "@rstar/native/testing";

/** A server for a test. Dispose it to end it and the requests in progress. */
export interface TestServer extends AsyncDisposable {
  /** The base URL, `/v1` included. */
  readonly url: string;
}

/** Starts a server on a free port. `GET /v1/models` is answered here, with one model named `tiny`. */
export function serveOpenAi(complete: (request: Request) => Response | Promise<Response>): TestServer {
  const stop = new AbortController();
  const options = {
    port: 0,
    hostname: "127.0.0.1",
    signal: stop.signal,
    onListen() {},
    onError: (error: unknown) => Response.json({ error: { message: String(error) } }, { status: 500 }),
  };
  const server = Deno.serve(options, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/v1/models") return Response.json({ object: "list", data: [{ id: "tiny", object: "model" }] });
    if (pathname === "/v1/completions" && request.method === "POST") return complete(request);
    return Response.json({ error: { message: "File Not Found", code: 404 } }, { status: 404 });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/v1`,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await server.finished;
    },
  };
}

/** A connection of {@linkcode serveSockets}. */
export interface Socket {
  /** Sends text to the client. */
  readonly write: (text: string) => Promise<void>;
  /** Resolves when the client has closed it. */
  readonly closed: () => Promise<void>;
}

/**
 * Starts a server below HTTP: `answer` gets each connection with the one request that was read from it; the connection is
 * closed afterwards. For what `Deno.serve` cannot do: break off an answer, and observe that a client closed its connection.
 */
export function serveSockets(answer: (request: string, socket: Socket) => Promise<void>): TestServer {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const decoder = new TextDecoder(), encoder = new TextEncoder();
  let open = true;
  const serve = async (connection: Deno.Conn): Promise<void> => {
    using _ = connection;
    const buffer = new Uint8Array(65_536);
    let request = "";
    while (!isWhole(request)) {
      const size = await connection.read(buffer);
      if (size === null) return;
      request += decoder.decode(buffer.subarray(0, size));
    }
    await answer(request, {
      write: async (text) => void await connection.write(encoder.encode(text)),
      closed: async () => {
        while (await connection.read(buffer).catch(() => null) !== null);
      },
    });
  };
  const served = (async () => {
    const all: Promise<void>[] = [];
    for await (const connection of listener) all.push(serve(connection));
    await Promise.all(all);
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}/v1`,
    async [Symbol.asyncDispose]() {
      if (!open) return;
      open = false;
      listener.close();
      await served;
    },
  };
}

/** Whether a request has been read to the end of its body. */
function isWhole(request: string): boolean {
  const [head, body] = request.split("\r\n\r\n", 2);
  return body !== undefined && body.length >= Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
}

/** An answer as the text that goes over a connection which is closed after it. */
export async function httpText(response: Response): Promise<string> {
  const body = await response.text();
  return `HTTP/1.1 ${response.status} X\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

/** The fields that the dialects read, with the defaults of vLLM. */
interface Body {
  readonly prompt: string;
  readonly seed: number;
  readonly temperature: number;
  readonly top_p: number;
  readonly top_k: number;
  readonly max_tokens: number | null;
  readonly stop: readonly string[];
  readonly stream?: boolean;
  readonly skip_special_tokens?: boolean;
  readonly preserved_tokens?: readonly string[];
}

interface Token {
  /** Of a control token, its name. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The name of a control token; null for plain text. */
  readonly control: string | null;
  readonly logProbability: number;
  /** Whether it is the end of generation. */
  readonly ends: boolean;
}

const CONTEXT_TOKENS = 512;

/** A tiny random model that serves one request after the other. */
export class TinyModel {
  readonly #model: LlamaModel;
  readonly #context: LlamaContext;
  #last: Promise<void> = Promise.resolve();

  private constructor(model: LlamaModel) {
    this.#model = model;
    this.#context = new LlamaContext(model, {
      contextTokens: CONTEXT_TOKENS,
      sequences: 1,
      batchTokens: CONTEXT_TOKENS,
      kv: "streams",
      threads: 1,
      flashAttention: false,
      // A decode on another thread that outlives its client would count as a leak of the test.
      call: "blocking",
    });
  }

  /** Loads the model, which stays until the process ends: load it outside of tests, once a file. */
  static async load(): Promise<TinyModel> {
    const library = await openLibrary();
    using file = writeTinyGguf({ type: "q8_0" });
    return new TinyModel(LlamaModel.load(library, file.path));
  }

  /** The tokens of a prompt; null when the context has no room for them and one more. */
  tokenize(prompt: string): number[] | null {
    if (prompt.length > 100 * CONTEXT_TOKENS) return null;
    const tokens = this.#model.vocabulary.tokenize(prompt, { special: true, bos: true });
    return tokens.length < CONTEXT_TOKENS ? tokens : null;
  }

  /** Generates until the end of generation, of the context or of `max_tokens`. */
  async *generate(prompt: readonly number[], body: Body): AsyncGenerator<Token, void> {
    const { vocabulary } = this.#model;
    const place = Promise.withResolvers<void>();
    const before = this.#last;
    this.#last = place.promise;
    await before;
    try {
      this.#context.removeSequence(0);
      const { temperature, top_p: topP, seed } = body;
      const sampler = new Sampler({ temperature, topP, topK: Math.max(0, body.top_k), seed });
      const room = CONTEXT_TOKENS - prompt.length;
      let logits = await this.#decode(prompt, 0);
      for (let count = 1; count <= Math.min(room, body.max_tokens ?? room); count++) {
        const { token, logProbability } = sampler.sample(logits);
        const bytes = vocabulary.pieceBytes(token).slice();
        const name = new TextDecoder().decode(bytes);
        const ends = vocabulary.endOfGeneration.has(token);
        yield { bytes, control: TINY_MARKERS.includes(name) ? name : null, logProbability, ends };
        if (ends) return;
        logits = await this.#decode([token], prompt.length + count - 1);
      }
    } finally {
      place.resolve();
    }
  }

  async #decode(tokens: readonly number[], position: number): Promise<Float32Array> {
    const batch = createTokenBatch(tokens.length);
    for (const [index, token] of tokens.entries()) {
      addToken(batch, { token, position: position + index, sequence: 0, output: index === tokens.length - 1 });
    }
    await this.#context.decode(batch);
    return this.#context.logits(0);
  }
}

/** vLLM: stop strings are left out of the text and named in `stop_reason`; prompt and `max_tokens` together must fit. */
export function serveVllm(model: TinyModel): TestServer {
  return serveOpenAi(async (request) => {
    const body: Body = await request.json();
    const prompt = model.tokenize(body.prompt);
    if (!prompt || prompt.length + (body.max_tokens ?? 1) > CONTEXT_TOKENS) {
      const message = `This model's maximum context length is ${CONTEXT_TOKENS} tokens. However, you requested ` +
        `${body.max_tokens} output tokens and your prompt contains at least ${
          prompt?.length ?? CONTEXT_TOKENS
        } input tokens.`;
      return Response.json({ error: { message, type: "BadRequestError", param: null, code: 400 } }, { status: 400 });
    }
    const decoder = new TextDecoder();
    const logprobs: number[] = [];
    let text = "", finish = "length", reason: string | null = null;
    for await (const token of model.generate(prompt, body)) {
      logprobs.push(token.logProbability);
      const hidden = token.ends || token.control !== null && (body.skip_special_tokens ?? true);
      if (!hidden) text += decoder.decode(token.bytes, { stream: true });
      const matched = body.stop.find((stop) => text.includes(stop));
      if (matched === undefined && !token.ends) continue;
      finish = "stop";
      if (matched === undefined) break;
      reason = matched;
      text = text.slice(0, text.indexOf(matched));
      break;
    }
    return Response.json({
      object: "text_completion",
      model: "tiny",
      choices: [{
        index: 0,
        text,
        logprobs: { token_logprobs: logprobs, tokens: [], top_logprobs: [], text_offset: [] },
        finish_reason: finish,
        stop_reason: reason,
      }],
      usage: {
        prompt_tokens: prompt.length,
        completion_tokens: logprobs.length,
        total_tokens: prompt.length + logprobs.length,
      },
    });
  });
}

/** llama-server: stop strings are left out and not named; control tokens are printed only when `preserved_tokens` names them. */
export function serveLlama(model: TinyModel): TestServer {
  return serveOpenAi(async (request) => {
    const body: Body = await request.json();
    const prompt = model.tokenize(body.prompt);
    if (!prompt) {
      const message = `request exceeds the available context size (${CONTEXT_TOKENS} tokens), try increasing it`;
      const error = { code: 400, message, type: "exceed_context_size_error", n_ctx: CONTEXT_TOKENS };
      return Response.json({ error }, { status: 400 });
    }
    const pieces = llamaPieces(model.generate(prompt, body), body);
    if (!body.stream) {
      const all = await Array.fromAsync(pieces);
      const text = all.map(({ choices: [choice] }) => choice.text).join("");
      const content = all.flatMap(({ choices: [choice] }) => choice.logprobs?.content ?? []);
      const last = all.at(-1)!;
      return Response.json({ ...last, choices: [{ ...last.choices[0], text, logprobs: { content } }] });
    }
    const encoder = new TextEncoder();
    const events = ReadableStream.from(pieces).pipeThrough(
      new TransformStream({
        transform: (piece, controller) => controller.enqueue(encoder.encode(`data: ${JSON.stringify(piece)}\n\n`)),
        flush: (controller) => controller.enqueue(encoder.encode("data: [DONE]\n\n")),
      }),
    );
    return new Response(events, { headers: { "content-type": "text/event-stream" } });
  });
}

interface LlamaPiece {
  readonly object: "text_completion";
  readonly choices: readonly [{
    readonly index: 0;
    readonly text: string;
    readonly logprobs: { readonly content: readonly { readonly logprob: number }[] } | null;
    readonly finish_reason: "stop" | "length" | null;
  }];
  readonly usage?: { readonly completion_tokens: number };
}

/**
 * One piece a token, whose text is held back while a character or a stop string may be incomplete; then a last piece with
 * the counts.
 */
async function* llamaPieces(tokens: AsyncIterable<Token>, body: Body): AsyncGenerator<LlamaPiece, void> {
  const decoder = new TextDecoder();
  const piece = (text: string, logProbability: number): LlamaPiece => ({
    object: "text_completion",
    choices: [{ index: 0, text, logprobs: { content: [{ logprob: logProbability }] }, finish_reason: null }],
  });
  let held = "", count = 0, finish: "stop" | "length" = "length";
  for await (const token of tokens) {
    count++;
    const printed = token.control === null || body.preserved_tokens?.includes(token.control);
    if (printed && !token.ends) held += decoder.decode(token.bytes, { stream: true });
    const matched = body.stop.find((stop) => held.includes(stop));
    if (matched !== undefined) {
      yield piece(held.slice(0, held.indexOf(matched)), token.logProbability);
      finish = "stop";
      break;
    }
    if (token.ends) finish = "stop";
    const maybeStop = body.stop.some((stop) => mayBegin(held, stop));
    yield piece(maybeStop ? "" : held, token.logProbability);
    if (!maybeStop) held = "";
  }
  const end = finish === "length" ? held : "";
  yield {
    object: "text_completion",
    choices: [{ index: 0, text: end, logprobs: null, finish_reason: finish }],
    usage: { completion_tokens: count },
  };
}

/** Whether some end of `text` is the beginning of `stop`. */
function mayBegin(text: string, stop: string): boolean {
  for (let length = 1; length < stop.length; length++) if (text.endsWith(stop.slice(0, length))) return true;
  return false;
}
