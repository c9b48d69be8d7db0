import { uniform } from "@rstar/core";

/** A difference of two means over the same problems. */
export interface PairedDifference {
  /** Mean of the first less mean of the second. */
  readonly difference: number;
  /** 95 % percentile interval. */
  readonly low: number;
  /** See `low`. */
  readonly high: number;
}

/**
 * How much better the first does than the second on the same problems: the problems are drawn again with replacement,
 * both results of a problem together.
 *
 * @param pairs one a problem: what the first and the second came to, right or wrong
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
    let sum = 0;
    for (let n = 0; n < differences.length; n++) sum += differences[Math.floor(random() * differences.length)];
    means[i] = sum / differences.length;
  }
  means.sort();
  const quantile = (share: number): number => means[Math.min(resamples - 1, Math.floor(share * resamples))];
  const difference = differences.reduce((sum, one) => sum + one, 0) / differences.length;
  return { difference, low: quantile(0.025), high: quantile(0.975) };
}
