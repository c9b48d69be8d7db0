/**
 * What the page's colours mean. The values stand in style.ts, once for light and once for dark.
 *
 * @module
 */
import type { Color } from "./svg.ts";

/** Good, in between, bad. */
export const CORRECT: Color = "var(--good)";
/** See {@linkcode CORRECT}. */
export const MIXED: Color = "var(--between)";
/** See {@linkcode CORRECT}. */
export const WRONG: Color = "var(--bad)";
/** The whole, beside its parts. */
export const WHOLE: Color = "var(--ink)";
/** What needs no other colour beside it. */
export const PLAIN: Color = "var(--c1)";

const CATEGORIES = 6;

/** The colour of the i-th of several kinds; after six they come again. */
export function categoryColor(i: number): Color {
  return `var(--c${i % CATEGORIES + 1})`;
}

/** The colour of the i-th of `count` things in an order, from faint to strong. */
export function ordinalColor(i: number, count: number): Color {
  const share = count < 2 ? 100 : Math.round(100 * i / (count - 1));
  return `color-mix(in oklch, var(--last) ${share}%, var(--first))`;
}
