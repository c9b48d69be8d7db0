import type { Prefix } from "./trajectory.ts";

/** What a policy is asked for: `count` candidates for the next step after `prefix`. */
export interface ProposeRequest {
  /** The problem and the solution so far. */
  readonly prefix: Prefix;
  /** Seeds, one a candidate: the same seed, prefix and sampling give the same candidate. Their number is the width. */
  readonly seeds: readonly number[];
  /** Softmax temperature; 0 takes the likeliest token. */
  readonly temperature: number;
  /** Nucleus: the smallest set of tokens whose probability is at least this is sampled from. Default 1 (all). */
  readonly topP?: number;
  /** Only this many of the likeliest tokens are sampled from. Default 0 (all). */
  readonly topK?: number;
  /** Strings that end a candidate; kept as the end of its text. */
  readonly stop: readonly string[];
  /** A candidate is cut after this many tokens. */
  readonly maxTokens: number;
}

/** One proposed step. */
export interface Candidate {
  /** The step's text, stop string included. */
  readonly text: string;
  /** `stop`: a stop string or the end of generation ended it; `length`: cut at `maxTokens` or at the context's end. */
  readonly finish: "stop" | "length";
  /** Tokens generated. */
  readonly tokens: number;
  /** Sum over its tokens of log p under the model at temperature 1, without truncation; ≤ 0. */
  readonly logProbability: number;
}

/** The policy model: p(next step | problem, steps so far). Calls of many trees are batched by the implementation. */
export interface Policy {
  /**
   * Proposes one candidate a seed, in the order of the seeds.
   *
   * @throws {PolicyError} when the request cannot be served: prompt longer than the context, engine dead
   * @throws {DOMException} `AbortError` when `signal` aborts
   */
  propose(request: ProposeRequest, options?: { readonly signal?: AbortSignal }): Promise<Candidate[]>;
}
