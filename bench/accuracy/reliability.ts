/**
 * How far probabilities can be trusted: their order, and whether they say what comes true.
 *
 * @module
 */

/** A probability and what came of it. */
export interface Forecast {
  readonly probability: number;
  readonly right: boolean;
}

/** Forecasts with about the same probability. */
export interface Bin {
  /** The bin holds the probabilities from here to the next bin. */
  readonly from: number;
  readonly count: number;
  /** Mean probability. */
  readonly said: number;
  /** Share that came true. */
  readonly came: number;
}

/** Bins of equal width; empty ones are left out. */
export function reliability(forecasts: readonly Forecast[], bins = 10): Bin[] {
  return Array.from({ length: bins }, (_, index): Bin => {
    const within = forecasts.filter(({ probability }) => Math.min(bins - 1, Math.floor(probability * bins)) === index);
    const mean = (value: (forecast: Forecast) => number): number =>
      within.reduce((total, forecast) => total + value(forecast), 0) / within.length;
    return {
      from: index / bins,
      count: within.length,
      said: mean(({ probability }) => probability),
      came: mean(({ right }) => Number(right)),
    };
  }).filter(({ count }) => count > 0);
}

/** Expected calibration error: what the bins say and what comes true differ by, weighted by their counts. */
export function calibrationError(forecasts: readonly Forecast[]): number {
  return reliability(forecasts).reduce((total, { count, said, came }) => total + count * Math.abs(said - came), 0) /
    forecasts.length;
}

/** The probability that a right forecast has a higher probability than a wrong one; ties count half. */
export function areaUnderCurve(forecasts: readonly Forecast[]): number {
  const [right, wrong] = [true, false].map((side) => forecasts.filter((forecast) => forecast.right === side));
  const wins = right.reduce(
    (total, { probability }) =>
      total +
      wrong.reduce(
        (won, other) => won + (other.probability < probability ? 1 : other.probability === probability ? 0.5 : 0),
        0,
      ),
    0,
  );
  return wins / (right.length * wrong.length);
}
