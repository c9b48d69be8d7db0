import { type ResultStep, resultStep, type SearchResult } from "@rstar/core";

/** What a strategy answered to one problem, and what that took. */
export interface Answered {
  /** The answer; null where none was found. */
  readonly answer: string | null;
  /** Tokens generated, those of samples that it shares with other strategies counted in full. */
  readonly tokens: number;
  /** The trajectory that speaks for the answer. */
  readonly steps: readonly ResultStep[];
}

/** The answer of a search, or of a choice among trajectories; null where there was nothing to choose from. */
export function answered(chosen: Pick<SearchResult, "answer" | "trajectory"> | null, tokens: number): Answered {
  return { answer: chosen?.answer ?? null, tokens, steps: (chosen?.trajectory?.steps ?? []).map(resultStep) };
}
