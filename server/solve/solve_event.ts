import { answerKey } from "@rstar/core/answer-key";
import type { SearchEvent, TraceLine } from "@rstar/core/search";
import type { SolveRecord } from "./solve_record.ts";

/** An answer that a search has found so far. */
export interface FoundAnswer {
  /** The answer. */
  readonly answer: string;
  /** Trajectories that give it. */
  readonly votes: number;
}

/** Where a search stands. */
export interface SolveProgress {
  /** Rollouts finished. */
  readonly rollouts: number;
  /** Tokens generated. */
  readonly tokens: number;
  /** Answers found, each once, the most votes first. */
  readonly answers: readonly FoundAnswer[];
  /** The answer that would be chosen now; null before the first. */
  readonly best: string | null;
}

/**
 * What happens to a search, in order: `queued` once, then `trace` and `progress`, and last `end`. The lines of `trace` replay to
 * the search's trees.
 */
export type SolveEvent =
  | { readonly type: "queued"; readonly id: string; readonly ahead: number }
  | { readonly type: "trace"; readonly line: TraceLine }
  | { readonly type: "progress"; readonly progress: SolveProgress }
  | { readonly type: "end"; readonly record: SolveRecord };

/** The progress that an event tells of. */
export function solveProgress({ progress, best }: Extract<SearchEvent, { type: "progress" }>): SolveProgress {
  const { rollouts, tokens, answers } = progress;
  return { rollouts, tokens, answers: foundAnswers(answers), best: best?.answer ?? null };
}

/** Each of the answers once, as it was first written, the most votes first. */
export function foundAnswers(answers: readonly string[]): FoundAnswer[] {
  return [...Map.groupBy(answers, answerKey).values()]
    .map((equal) => ({ answer: equal[0], votes: equal.length }))
    .toSorted((a, b) => b.votes - a.votes);
}
