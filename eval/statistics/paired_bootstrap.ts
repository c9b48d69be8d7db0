/**
 * The difference of two accuracies over the same problems, with its interval.
 *
 * @module
 */
import { uniform } from "@rstar/core";
import { mean } from "./mean.ts";

/** A difference of two shares, each in [0, 1]. */
export interface PairedDifference {
  /** Share of the first less share of the second, in [-1, 1]. */
  readonly difference: number;
  /** Lower end of the 95 % percentile interval. */
  readonly low: number;
  /** Upper end of the interval. */
  readonly high: number;
}

/**
 * How much better the first does than the second on the same problems: problems are drawn with replacement, and both
 * results of a problem are drawn together.
 *
 * @param pairs one a problem: whether the first and the second were right
 * @param options `seed` of the draws, default 1: the same pairs give the same interval; `resamples`, default 10 000
 * @throws {RangeError} there are no pairs
 * @see Efron & Tibshirani 1993, An Introduction to the Bootstrap, §13.3 (percentile interval)
 */
export function pairedBootstrap(
  pairs: readonly (readonly [boolean, boolean])[],
  { seed = 1, resamples = 10_000 }: { readonly seed?: number; readonly resamples?: number } = {},
): PairedDifference {
  if (pairs.length === 0) throw new RangeError("Cannot compare as there are no pairs");
  const differences = pairs.map(([first, second]) => Number(first) - Number(second));
  const random = uniform(seed);
  const means = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    let total = 0;
    for (let n = 0; n < differences.length; n++) total += differences[Math.floor(random() * differences.length)];
    means[i] = total / differences.length;
  }
  means.sort();
  const quantile = (share: number): number => means[Math.min(resamples - 1, Math.floor(share * resamples))];
  return { difference: mean(differences), low: quantile(0.025), high: quantile(0.975) };
}
