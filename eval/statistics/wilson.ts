/**
 * How sure a share of successes is.
 *
 * @module
 */

/** The 0.975 quantile of the normal distribution: two-sided 95 %. */
const Z = 1.959964;

/** An interval of shares, each in [0, 1]. */
export interface ShareInterval {
  /** Its lower end. */
  readonly low: number;
  /** Its upper end. */
  readonly high: number;
}

/**
 * The 95 % Wilson score interval of a share.
 *
 * @param right successes
 * @param of trials, above 0
 * @throws {RangeError} there are no trials, or more successes than trials
 * @see Wilson 1927, Probable inference, the law of succession, and statistical inference
 */
export function wilson(right: number, of: number): ShareInterval {
  if (!(of > 0 && right >= 0 && right <= of)) {
    throw new RangeError(`Cannot estimate a share from ${right} of ${of}`);
  }
  const p = right / of;
  const scale = 1 + Z * Z / of;
  const centre = (p + Z * Z / (2 * of)) / scale;
  const half = Z / scale * Math.sqrt(p * (1 - p) / of + Z * Z / (4 * of * of));
  // The ends are exact where all or none were right; rounding would leave them a hair inside.
  return { low: right === 0 ? 0 : centre - half, high: right === of ? 1 : centre + half };
}
