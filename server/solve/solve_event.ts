/**
 * The events of a search while it waits and runs: what the server streams and the page draws.
 *
 * @module
 */
import { answerKey } from "@rstar/core/answer-key";
import type { SearchEvent, TraceLine } from "@rstar/core/search";
import type { SolveRecord } from "./solve_record.ts";

/** An answer that a search has found so far. */
export interface FoundAnswer {
  /** The answer as it was first written. */
  readonly answer: string;
  /** Trajectories that end with an equal answer. */
  readonly votes: number;
}

/** The state of a search that is under way. */
export interface SolveProgress {
  /** Rollouts finished, over all trees. */
  readonly rollouts: number;
  /** Tokens generated, over all trees. */
  readonly tokens: number;
  /** Answers found, each once, the most votes first. */
  readonly answers: readonly FoundAnswer[];
  /** The answer that would be chosen now; null before the first. */
  readonly best: string | null;
}

/**
 * An event of a search. In order: `queued` once, with the number of searches ahead of it; then `trace`, whose lines
 * replay to the trees, and `progress`; last `end`.
 */
export type SolveEvent =
  | { readonly type: "queued"; readonly id: string; readonly ahead: number }
  | { readonly type: "trace"; readonly line: TraceLine }
  | { readonly type: "progress"; readonly progress: SolveProgress }
  | { readonly type: "end"; readonly record: SolveRecord };

/** The progress in an event of the search. */
export function solveProgress({ progress, best }: Extract<SearchEvent, { type: "progress" }>): SolveProgress {
  const { rollouts, tokens, answers } = progress;
  return { rollouts, tokens, answers: foundAnswers(answers), best: best?.answer ?? null };
}

/** Groups equal answers: each once, the most votes first. */
export function foundAnswers(answers: readonly string[]): FoundAnswer[] {
  return [...Map.groupBy(answers, answerKey).values()]
    .map((equal) => ({ answer: equal[0], votes: equal.length }))
    .toSorted((a, b) => b.votes - a.votes);
}
