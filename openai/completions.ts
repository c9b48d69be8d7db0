/**
 * The completions protocol of OpenAI-compatible servers: bodies of requests, and what their answers mean.
 *
 * @module
 */
import { ANSWER, type Candidate, CODE, END_OF_OUTPUT, OUTPUT, type ProposeRequest, STEP_STOPS } from "@rstar/core";
import { z } from "zod";

/** What one candidate is generated from. */
export interface CompletionOptions extends Pick<ProposeRequest, "temperature" | "topP" | "topK" | "stop"> {
  /** The model's name at the server. */
  readonly model: string;
  /** The prompt, in which names of control tokens stand for the tokens: see `promptText`. */
  readonly prompt: string;
  /** Unsigned 32-bit integer. */
  readonly seed: number;
  /** A candidate is cut after so many tokens; null: at the end of the context. */
  readonly maxTokens: number | null;
}

/** llama-server replaces this seed by a random one. */
const RANDOM_SEED = 0xffffffff;

/**
 * The body of `POST /completions`. Each server ignores the fields it does not know.
 *
 * All sampling parameters are sent, also those of no effect: vLLM takes missing ones from the model's
 * `generation_config.json` (Qwen's have a repetition penalty), llama-server from its own defaults (top-k 40, min-p 0.05).
 */
export function completionBody(options: CompletionOptions): Readonly<Record<string, unknown>> {
  const { model, prompt, seed, temperature, topP = 1, topK = 0, stop, maxTokens } = options;
  return {
    model,
    prompt,
    seed: seed % RANDOM_SEED,
    temperature,
    top_p: topP,
    // "All" is -1 in every version of vLLM and llama-server; older ones reject 0.
    top_k: topK > 0 ? topK : -1,
    min_p: 0,
    presence_penalty: 0,
    frequency_penalty: 0,
    repetition_penalty: 1,
    repeat_penalty: 1,
    max_tokens: maxTokens,
    logprobs: 1,
    stop,
    // The tags are control tokens in models that were trained with them. This makes vLLM print all control tokens, …
    skip_special_tokens: false,
    spaces_between_special_tokens: false,
    // … llama-server the ones named here.
    preserved_tokens: [...new Set([CODE, OUTPUT, END_OF_OUTPUT, ANSWER, ...STEP_STOPS, ...stop])],
  };
}

/** One log-probability a token: vLLM and OpenAI put them into `token_logprobs`, llama-server into `content`. */
const logprobsSchema = z.union([
  z.object({ token_logprobs: z.array(z.number()) }).transform(({ token_logprobs }) => token_logprobs),
  z.object({ content: z.array(z.object({ logprob: z.number() })) })
    .transform(({ content }) => content.map(({ logprob }) => logprob)),
]);
const usageSchema = z.object({ completion_tokens: z.int().nonnegative() });

const completionSchema = z.object({
  choices: z.tuple([z.object({
    text: z.string(),
    finish_reason: z.enum(["stop", "length"]),
    stop_reason: z.union([z.string(), z.number()]).nullish(),
    logprobs: logprobsSchema.nullable(),
  })]),
  usage: usageSchema,
});

const chunkSchema = z.object({
  choices: z.array(z.object({
    text: z.string(),
    finish_reason: z.enum(["stop", "length"]).nullish(),
    logprobs: logprobsSchema.nullish(),
  })).max(1),
  usage: usageSchema.nullish(),
});

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/** One event of a streamed candidate. */
export interface CompletionChunk {
  /** The text it adds. */
  readonly text: string;
  /** Why the candidate ends with it; null when it does not. */
  readonly finish: "stop" | "length" | null;
  /** Log-probabilities of the tokens it adds; may be empty. */
  readonly logProbabilities: readonly number[];
  /** Tokens of the whole candidate; null where the event does not say. */
  readonly totalTokens: number | null;
}

/**
 * Reads a candidate from an answer, and puts its stop string back.
 *
 * Servers leave the stop string out. vLLM names it in `stop_reason`, which is null or a token number at the end of
 * generation; llama-server does not have that field.
 *
 * @param json the answer's body
 * @param stop the stop strings of the request
 * @returns `unknown stop` when the server does not say which stop string ended the candidate
 * @throws {Error} when the answer has another form
 */
export function parseCompletion(json: unknown, stop: readonly string[]): Candidate | "unknown stop" {
  const { choices: [choice], usage: { completion_tokens: tokens } } = parse(completionSchema, json);
  const { text, finish_reason: finish, stop_reason: reason, logprobs } = choice;
  if (finish === "stop" && stop.length > 0 && reason === undefined) return "unknown stop";
  if (logprobs === null && tokens > 0) throw new Error("an answer has no logprobs");
  return {
    text: text + (typeof reason === "string" ? reason : ""),
    finish,
    tokens,
    logProbability: sum(logprobs ?? []),
  };
}

/**
 * Reads one event of a streamed candidate.
 *
 * @throws {Error} when it has another form
 */
export function parseChunk(json: unknown): CompletionChunk {
  const { choices: [choice], usage } = parse(chunkSchema, json);
  return {
    text: choice?.text ?? "",
    finish: choice?.finish_reason ?? null,
    logProbabilities: choice?.logprobs ?? [],
    totalTokens: usage?.completion_tokens ?? null,
  };
}

/**
 * Reads the names of the models that a server has from its answer to `GET /models`.
 *
 * @throws {Error} when the answer has another form
 */
export function parseModels(json: unknown): string[] {
  return parse(modelsSchema, json).data.map(({ id }) => id);
}

/** Log-probability of a text from those of its tokens; never above 0, whatever their rounding. */
export function sum(logProbabilities: readonly number[]): number {
  return Math.min(0, logProbabilities.reduce((total, value) => total + value, 0));
}

function parse<T>(schema: z.ZodType<T>, json: unknown): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw new Error(`an answer has another form: ${path.join(".") || "the whole"}: ${message}`);
}
