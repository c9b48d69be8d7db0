/**
 * What changed between two evaluations of the same problems.
 *
 * @module
 */
import type { Verdicts } from "../evaluate.ts";
import { pairedBootstrap, type PairedDifference } from "../statistics/paired_bootstrap.ts";

/** A problem that exactly one of two evaluations solved. */
export interface Flip {
  /** Id of the problem. */
  readonly id: string;
  /** Answer of the earlier evaluation; null where none was found. */
  readonly before: string | null;
  /** Answer of the later one; null where none was found. */
  readonly after: string | null;
}

/** What changed for one strategy, on the problems that both evaluations measured. */
export interface StrategyFlips {
  /** The strategy. */
  readonly name: string;
  /** How many problems both measured. */
  readonly problems: number;
  /** Problems that only the later one solved. */
  readonly gained: readonly Flip[];
  /** Problems that only the earlier one solved. */
  readonly lost: readonly Flip[];
  /** Accuracy of the later less that of the earlier; null where `problems` is 0. */
  readonly difference: PairedDifference | null;
}

/** Compares two evaluations: one entry for each strategy that both have, in the order of `after`. */
export function flips(before: Verdicts, after: Verdicts): StrategyFlips[] {
  return [...after].flatMap(([name, byId]) => {
    const earlier = before.get(name);
    if (!earlier) return [];
    const both = [...byId].flatMap(([id, now]) => {
      const then = earlier.get(id);
      return then ? [{ id, then, now }] : [];
    });
    const flip = ({ id, then, now }: typeof both[number]): Flip => ({ id, before: then.answer, after: now.answer });
    return [{
      name,
      problems: both.length,
      gained: both.filter(({ then, now }) => now.right && !then.right).map(flip),
      lost: both.filter(({ then, now }) => then.right && !now.right).map(flip),
      difference: both.length === 0
        ? null
        : pairedBootstrap(both.map(({ then, now }) => [now.right, then.right] as const)),
    }];
  });
}
