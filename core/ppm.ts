/**
 * The process preference model (PPM) as a port: scores of partial solutions.
 *
 * @module
 */
import type { Prefix } from "./trajectory.ts";

/** The process preference model: how promising each step is, given the question and the steps before it. */
export interface Ppm {
  /**
   * Scores the last step of each prefix.
   *
   * @returns one number a prefix, in [-1, 1], in the order of the prefixes
   * @throws {PolicyError} `context_exceeded` or `engine_failed`
   * @throws {DOMException} `AbortError` when `signal` aborts
   * @see rStar-Math §3.3
   */
  score(prefixes: readonly Prefix[], options?: { readonly signal?: AbortSignal }): Promise<number[]>;
}
