/**
 * What the colours of charts mean. Their values are in `page/style.ts`, once for light and once for dark.
 *
 * @module
 */
import type { Color } from "./svg.ts";

/** Right answers. */
export const CORRECT: Color = "var(--good)";
/** Between right and wrong. */
export const MIXED: Color = "var(--between)";
/** Wrong answers. */
export const WRONG: Color = "var(--bad)";
/** All of something, shown beside its parts. */
export const WHOLE: Color = "var(--ink)";
/** The only series of a chart. */
export const PLAIN: Color = "var(--c1)";

const CATEGORIES = 6;

/** The colour of the i-th of several kinds, from 0; after six they repeat. */
export function categoryColor(i: number): Color {
  return `var(--c${i % CATEGORIES + 1})`;
}

/** The colour of the i-th of `count` ordered things, from 0: from faint to strong. */
export function ordinalColor(i: number, count: number): Color {
  const share = count < 2 ? 100 : Math.round(100 * i / (count - 1));
  return `color-mix(in oklch, var(--last) ${share}%, var(--first))`;
}
