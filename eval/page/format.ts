/**
 * Numbers as the report writes them. Digits are grouped with thin spaces, so that no reader takes a comma for a point.
 *
 * @module
 */

const THIN_SPACE = "\u2009";
const NO_BREAK_SPACE = "\u00a0";
const PREFIXES: readonly (readonly [factor: number, suffix: string])[] = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [
  1e3,
  "k",
]];

/** A whole number with grouped digits: `12 345`. */
export function whole(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
}

/** A number in little room, of three digits where it is large: `950`, `1.2 k`, `31 M`. */
export function short(value: number): string {
  const [factor, suffix] = PREFIXES.find(([factor]) => Math.abs(value) >= factor) ?? [1, ""];
  const text = trimmed((value / factor).toPrecision(3));
  return suffix === "" ? text : text + NO_BREAK_SPACE + suffix;
}

/** A measured value of four digits: `0.1235`, `12.35`. */
export function measured(value: number): string {
  return Math.abs(value) >= 1e4 ? whole(value) : trimmed(value.toPrecision(4));
}

/** A share of 1 in percent with one decimal: `91.4 %`. `–` where it is a share of nothing. */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(1)}${NO_BREAK_SPACE}%` : "–";
}

/** A share of 1 in whole percent: `91 %`. */
export function wholePercent(share: number): string {
  return `${Math.round(100 * share)}${NO_BREAK_SPACE}%`;
}

/** A time in the unit that fits it: `45 s`, `12 min`, `3.4 h`. */
export function duration(seconds: number): string {
  const [value, unit] = seconds < 90 ? [seconds, "s"] : seconds < 5400 ? [seconds / 60, "min"] : [seconds / 3600, "h"];
  return trimmed(value < 100 ? value.toPrecision(2) : value.toFixed(0)) + NO_BREAK_SPACE + unit;
}

/** A moment to the minute, in UTC: `2026-11-02 14:05 UTC`; what is no ISO 8601 time as it is. */
export function moment(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** `one` for 1, else `many`: after the number itself. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : many}`;
}

/** Without exponent and zeros at the end. */
function trimmed(digits: string): string {
  return String(Number(digits));
}
