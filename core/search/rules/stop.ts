/**
 * Stop rules: small pure tests of a search's progress, composed with {@linkcode firstOf}. Rollouts are the tree's own
 * limit; wall time and tokens are the driver's, since they must also bound an expansion that is under way.
 *
 * @module
 */
import { answerKey } from "../../grade/answer_key.ts";

/** Where a problem's search stands, over all its trees. */
export interface Progress {
  /** Rollouts finished, over all trees. */
  readonly rollouts: number;
  /** Tokens generated, dropped candidates included. */
  readonly tokens: number;
  /** Answers found so far, one a trajectory, as they were written. */
  readonly answers: readonly string[];
  /** How many of them are correct, where that is known; 0 at test time. */
  readonly correct: number;
}

/** Reasons for which a search ends. */
export const STOP_REASONS = [
  "rollouts",
  "tokens",
  "seconds",
  "agreement",
  "enough",
  /** Nothing was left to expand. */
  "exhausted",
  /** The model wrote nothing that could be read as a step. */
  "unreadable",
  /** Its signal was aborted. */
  "cancelled",
] as const;

/** Why a search ended. */
export type StopReason = typeof STOP_REASONS[number];

/** Says why to stop now, or null to go on. */
export type StopRule = (progress: Progress) => StopReason | null;

/** Stops when one answer has at least `votes` votes that are at least `share` of all. */
export function agreement({ votes, share = 0.5 }: { readonly votes: number; readonly share?: number }): StopRule {
  return ({ answers }) => {
    const counts = new Map<string, number>();
    for (const key of answers.map(answerKey)) counts.set(key, (counts.get(key) ?? 0) + 1);
    const most = Math.max(0, ...counts.values());
    return most >= votes && most >= share * answers.length ? "agreement" : null;
  };
}

/**
 * Stops when `correct` answers are correct and `wrong` wrong: enough to draw training data from.
 *
 * @param wrong where this is 0, correct answers alone end the search
 */
export function enough({ correct, wrong }: { readonly correct: number; readonly wrong: number }): StopRule {
  return (progress) =>
    progress.correct >= correct && progress.answers.length - progress.correct >= wrong ? "enough" : null;
}

/** The first reason that any of the rules gives. */
export function firstOf(...rules: readonly StopRule[]): StopRule {
  return (progress) => {
    for (const rule of rules) {
      const reason = rule(progress);
      if (reason) return reason;
    }
    return null;
  };
}
