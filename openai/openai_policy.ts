/**
 * A policy behind an OpenAI-compatible server.
 *
 * @module
 */
import { type Candidate, type Policy, PolicyError, promptSegments, type ProposeRequest } from "@rstar/core";
import { OpenAiHttp, type OpenAiServerOptions } from "./http.ts";
import { promptText } from "./prompt_text.ts";
import { completionBody, type CompletionOptions, parseCompletion, parseModels } from "./completions.ts";
import { readStreamedCandidate } from "./streamed_candidate.ts";

/** A model at a server, and the prompt that it was trained with. */
export interface OpenAiPolicyOptions extends OpenAiServerOptions {
  /** The model's name at the server. Default: the first that it lists. */
  readonly model?: string;
  /** The prompt, with `{question}` in it. Default: the official one. */
  readonly template?: string;
}

/**
 * Samples steps from vLLM, llama-server, or any server with `POST /completions` and log-probabilities.
 *
 * Each candidate is a request of its own, with its own seed; the server's prefix cache may reuse their common prompt. The same
 * seed gives the same candidate only as far as the server guarantees it.
 *
 * Stop strings: where the server names the one that ended a candidate (vLLM), it is put back. A server that does not
 * (llama-server) is recognised by its first answer; from then on its candidates are streamed, and cut here.
 *
 * {@linkcode Candidate.logProbability} is the sum of the server's log-probabilities. Those are the model's at temperature 1 in
 * llama-server, and in vLLM from version 1 of its engine on unless `--logprobs-mode` says otherwise; elsewhere they may be
 * those of the distribution sampled from.
 */
export class OpenAiPolicy implements Policy {
  /** The model's name at the server. */
  readonly model: string;
  readonly #http: OpenAiHttp;
  readonly #template: string | undefined;
  #namesStops = true;

  private constructor(http: OpenAiHttp, { model, template }: { readonly model: string; readonly template?: string }) {
    this.#http = http;
    this.model = model;
    this.#template = template;
  }

  /**
   * Lists the models of a server, without retries, and chooses one.
   *
   * @throws {PolicyError} `engine_failed` when there is no valid answer; `model_not_found` when the server does not have the
   * model; `bad_request` when it rejects the API key
   * @throws {DOMException} `AbortError` when the signal aborts
   * @throws {TypeError} when the URL does not begin with http:// or https://
   * @throws {RangeError} when a number is out of range
   */
  static async connect(
    options: OpenAiPolicyOptions,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<OpenAiPolicy> {
    const http = new OpenAiHttp(options);
    const read = async (response: Response): Promise<string[]> => parseModels(await response.json());
    const models = await http.send({ path: "models", read, retries: 0, signal });
    const { model = models[0], template } = options;
    if (model === undefined || !models.includes(model)) {
      const found = models.length === 0 ? "none" : models.join(", ");
      throw new PolicyError("model_not_found", `Cannot find model ${model ?? ""} at ${http.url} as it has ${found}`);
    }
    return new OpenAiPolicy(http, { model, template });
  }

  /** See {@linkcode Policy.propose}. The first candidate that fails ends the requests of the others. */
  async propose(request: ProposeRequest, { signal }: { readonly signal?: AbortSignal } = {}): Promise<Candidate[]> {
    signal?.throwIfAborted();
    const { prefix, seeds, ...sampling } = request;
    const prompt = promptText(promptSegments(prefix, this.#template));
    const all = new AbortController();
    const abort = (): void => all.abort(signal!.reason);
    signal?.addEventListener("abort", abort, { once: true });
    try {
      const candidates = seeds.map((seed) =>
        this.#candidate({ ...sampling, model: this.model, prompt, seed }, all.signal).catch((error) => {
          all.abort(error);
          throw error;
        })
      );
      await Promise.allSettled(candidates);
      all.signal.throwIfAborted();
      return await Promise.all(candidates);
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  async #candidate(options: CompletionOptions, signal: AbortSignal): Promise<Candidate> {
    try {
      return await this.#complete(options, signal);
    } catch (error) {
      if (!(error instanceof PolicyError && error.code === "context_exceeded")) throw error;
      // vLLM rejects a prompt that fits when `maxTokens` behind it do not. Without a limit it generates to the context's end.
      return await this.#complete({ ...options, maxTokens: null }, signal);
    }
  }

  async #complete(options: CompletionOptions, signal: AbortSignal): Promise<Candidate> {
    const { stop } = options;
    if (this.#namesStops) {
      const candidate = await this.#http.send({
        path: "completions",
        body: completionBody(options),
        read: async (response) => parseCompletion(await response.json(), stop),
        signal,
      });
      if (candidate !== "unknown stop") return candidate;
      this.#namesStops = false;
    }
    return await this.#http.send({
      path: "completions",
      body: { ...completionBody(options), stop: [], stream: true, stream_options: { include_usage: true } },
      read: (response) => readStreamedCandidate(response, stop),
      signal,
    });
  }
}
