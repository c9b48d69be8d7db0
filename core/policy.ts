/**
 * The policy model as a port: candidates for the next step of a solution.
 *
 * @module
 */
import type { Prefix } from "./trajectory.ts";

/** A request for candidates of the next step after `prefix`, as many as there are seeds. */
export interface ProposeRequest {
  /** The question and the solution so far. */
  readonly prefix: Prefix;
  /** One a candidate: the same seed, prefix and sampling options give the same candidate. */
  readonly seeds: readonly number[];
  /** Softmax temperature, ≥ 0; 0 takes the likeliest token. */
  readonly temperature: number;
  /** Nucleus sampling: only the smallest set of tokens whose probability reaches this, in (0, 1]. Default 1 (all). */
  readonly topP?: number;
  /** Sampling among this many of the likeliest tokens. Default 0 (all). */
  readonly topK?: number;
  /** Strings that end a candidate; kept as the end of its text. */
  readonly stop: readonly string[];
  /** A candidate is cut after this many tokens. */
  readonly maxTokens: number;
}

/** One sampled step. */
export interface Candidate {
  /** The step's text, stop string included. */
  readonly text: string;
  /** `stop`: a stop string or the end of generation ended it; `length`: cut at `maxTokens` or at the context's end. */
  readonly finish: "stop" | "length";
  /** Number of tokens generated. */
  readonly tokens: number;
  /** Sum over its tokens of log p under the model at temperature 1, without truncation; ≤ 0. */
  readonly logProbability: number;
}

/** The policy model, p(next step | question, steps so far). Concurrent calls, those of other trees too, may be batched. */
export interface Policy {
  /**
   * Samples one candidate a seed.
   *
   * @returns the candidates in the order of the seeds
   *
   * @throws {PolicyError} `context_exceeded` where the prompt is longer than the context, `engine_failed` where the engine is gone
   * @throws {DOMException} `AbortError` when `signal` aborts
   */
  propose(request: ProposeRequest, options?: { readonly signal?: AbortSignal }): Promise<Candidate[]>;
  /** Whether the next step follows from the prefix, so that no token is spent on it. Default: never. */
  isGiven?(prefix: Prefix): boolean;
}
