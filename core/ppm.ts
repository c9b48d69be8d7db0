import type { Prefix } from "./trajectory.ts";

/** The process preference model: how promising a partial solution is, judged at its last step. */
export interface Ppm {
  /**
   * Scores each prefix at the end of its solution.
   *
   * @returns one number a prefix, in [-1, 1], in the order of the prefixes
   * @throws {PolicyError} when the request cannot be served
   * @throws {DOMException} `AbortError` when `signal` aborts
   * @see rStar-Math §3.3
   */
  score(prefixes: readonly Prefix[], options?: { readonly signal?: AbortSignal }): Promise<number[]>;
}
