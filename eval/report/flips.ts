import type { Verdicts } from "../evaluate.ts";
import { pairedBootstrap, type PairedDifference } from "../statistics/paired_bootstrap.ts";

/** A problem that one evaluation solved and the other did not. */
export interface Flip {
  /** The problem. */
  readonly id: string;
  /** The answer before; null where none was found. */
  readonly before: string | null;
  /** The answer after. */
  readonly after: string | null;
}

/** What changed between two evaluations, for one strategy, on the problems that both have. */
export interface StrategyFlips {
  /** The strategy. */
  readonly name: string;
  /** Problems that both measured. */
  readonly problems: number;
  /** Solved after and not before. */
  readonly gained: readonly Flip[];
  /** Solved before and not after. */
  readonly lost: readonly Flip[];
  /** Accuracy after less accuracy before; null without common problems. */
  readonly difference: PairedDifference | null;
}

/** What changed, for each strategy that both have. */
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
