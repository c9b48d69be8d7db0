/**
 * The policy alone.
 *
 * @module
 */
import type { SearchOptions } from "@rstar/core";

/** The search that takes the likeliest candidate at each step, repeated ones included: the policy alone, pass@1. */
export function greedy(search: SearchOptions): SearchOptions {
  return { ...search, candidates: 1, answerCandidates: 1, rollouts: 1, temperature: 0, repeats: "keep" };
}
