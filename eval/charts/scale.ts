/**
 * From values to coordinates of a drawing, with ticks at round numbers.
 *
 * @module
 */

/** A closed interval. */
export type Interval = readonly [low: number, high: number];

/** Maps values to coordinates. */
export interface Scale {
  /** The coordinate of a value. */
  at(value: number): number;
  /** Values to mark. The first and the last bound the scale. */
  readonly ticks: readonly number[];
}

/** Smaller values count as zero. */
const SMALLEST = 1e-12;

/** Ticks from at most `low` to at least `high`, about `count` steps of 1, 2 or 5 times a power of ten. */
export function niceTicks([low, high]: Interval, count = 4): number[] {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low <= 1e-9 * size || size < SMALLEST) {
    return niceTicks(size < SMALLEST ? [0, 1] : [Math.min(0, low), Math.max(0, high)], count);
  }
  const exact = (high - low) / count;
  const power = Math.floor(Math.log10(exact));
  const mantissa = exact / 10 ** power;
  const factor = mantissa < Math.SQRT2 ? 1 : mantissa < Math.sqrt(10) ? 2 : mantissa < Math.sqrt(50) ? 5 : 10;
  // Divided by a power of ten rather than multiplied by its inverse, which is not exact: 3/10, not 3 * 0.1.
  const nth = (n: number): number => power < 0 ? n * factor / 10 ** -power : n * factor * 10 ** power;
  const first = Math.floor(low / nth(1) + 1e-9);
  const last = Math.ceil(high / nth(1) - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => nth(first + i));
}

/** Ticks at 1, 2 and 5 times a power of ten from at most `low` to at least `high`; at powers alone beyond three decades. */
export function logTicks([low, high]: Interval): number[] {
  const [first, last] = [Math.floor(Math.log10(low) + 1e-9), Math.ceil(Math.log10(high) - 1e-9)];
  const factors = last - first > 3 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = first; power <= last; power++) {
    for (const factor of factors) ticks.push(power < 0 ? factor / 10 ** -power : factor * 10 ** power);
  }
  const from = ticks.findLastIndex((tick) => tick <= low * (1 + 1e-9));
  const to = ticks.findIndex((tick) => tick >= high * (1 - 1e-9));
  return ticks.slice(Math.max(0, from), to + 1);
}

/** A linear scale of the first to the last of `ticks` onto `range`, which may run downwards. A single tick is at its end. */
export function linearScale(ticks: readonly number[], [from, to]: Interval): Scale {
  const [low, high] = [ticks[0], ticks.at(-1)!];
  return { ticks, at: (value) => low === high ? to : from + (value - low) / (high - low) * (to - from) };
}

/** A logarithmic scale, as {@linkcode linearScale}; all ticks and values are above zero. */
export function logScale(ticks: readonly number[], range: Interval): Scale {
  const { at } = linearScale(ticks.map(Math.log), range);
  return { ticks, at: (value) => at(Math.log(value)) };
}

/** Every k-th of `items`, the last among them, at most `most` in all: ticks to label, rows of a table. */
export function sampled<T>(items: readonly T[], most = 20): T[] {
  const every = Math.max(1, Math.ceil(items.length / most));
  return items.filter((_, i) => (items.length - 1 - i) % every === 0);
}
