import { type Choice, type ResultStep, resultStep } from "@rstar/core";

/** What a strategy answered to one problem, and what that took. */
export interface Answered {
  /** The answer; null where none was found. */
  readonly answer: string | null;
  /** Tokens generated, those of samples that it shares with other strategies counted in full. */
  readonly tokens: number;
  /** The trajectory that speaks for the answer. */
  readonly steps: readonly ResultStep[];
}

/** The answer of a choice. */
export function answered(choice: Choice | null, tokens: number): Answered {
  return { answer: choice?.answer ?? null, tokens, steps: (choice?.trajectory.steps ?? []).map(resultStep) };
}
