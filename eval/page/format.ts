/**
 * Numbers as reports, tables and the command line write them.
 *
 * Digits are grouped with thin spaces, so that no reader takes a comma for a decimal point; a no-break space stands
 * before a unit, but in {@linkcode terminalDuration}.
 *
 * @module
 */
import { wilson } from "../statistics/wilson.ts";

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

/** A number of at most three digits and an SI prefix: `950`, `1.2 k`, `31 M`. */
export function short(value: number): string {
  const [factor, suffix] = PREFIXES.find(([factor]) => Math.abs(value) >= factor) ?? [1, ""];
  const text = trimmed((value / factor).toPrecision(3));
  return suffix === "" ? text : text + NO_BREAK_SPACE + suffix;
}

/** A measured value of four digits: `0.1235`, `12.35`. */
export function measured(value: number): string {
  return Math.abs(value) >= 1e4 ? whole(value) : trimmed(value.toPrecision(4));
}

/** A share of 1 in percent with one decimal: `91.4 %`; `–` for 0/0. */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${percentagePoints(share)}${NO_BREAK_SPACE}%` : "–";
}

/** A share of 1 in whole percent: `91 %`. */
export function wholePercent(share: number): string {
  return `${Math.round(100 * share)}${NO_BREAK_SPACE}%`;
}

/** A share of 1, or a difference of two, in percentage points with one decimal and without a unit: `91.4`. */
export function percentagePoints(share: number): string {
  return (100 * share).toFixed(1);
}

/** A share in percentage points with its 95 % Wilson interval: `95.0 (88.8–97.8)`; `–` for 0 of 0. */
export function shareText(right: number, of: number): string {
  if (of === 0) return "–";
  const { low, high } = wilson(right, of);
  return `${percentagePoints(right / of)} (${percentagePoints(low)}–${percentagePoints(high)})`;
}

/** A unit of time, for spans below so many seconds. */
interface TimeUnit {
  readonly name: string;
  readonly seconds: number;
  readonly below: number;
}

const UP_TO_HOURS: readonly TimeUnit[] = [
  { name: "s", seconds: 1, below: 90 },
  { name: "min", seconds: 60, below: 5400 },
  { name: "h", seconds: 3600, below: 48 * 3600 },
];
const UP_TO_DAYS: readonly TimeUnit[] = [...UP_TO_HOURS, { name: "days", seconds: 86_400, below: Infinity }];

/** A time span with at most two digits after rounding, or whole hours: `45 s`, `1.5 min`, `3.4 h`, `200 h`. */
export function duration(seconds: number): string {
  const [value, unit] = inUnit(seconds, UP_TO_HOURS);
  return trimmed(value < 100 ? value.toPrecision(2) : value.toFixed(0)) + NO_BREAK_SPACE + unit;
}

/** A time span for a terminal: whole seconds and minutes, hours and days with one decimal: `12 min`, `3.4 h`, `3.1 days`. */
export function terminalDuration(seconds: number): string {
  const [value, unit] = inUnit(seconds, UP_TO_DAYS);
  return unit === "s" || unit === "min" ? `${Math.round(value)} ${unit}` : `${value.toFixed(1)} ${unit}`;
}

function inUnit(span: number, units: readonly TimeUnit[]): [value: number, unit: string] {
  const { name, seconds } = units.find(({ below }) => span < below) ?? units.at(-1)!;
  return [span / seconds, name];
}

/** A moment to the minute, in UTC: `2026-11-02 14:05 UTC`; a text that is no ISO 8601 time is returned unchanged. */
export function moment(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** A count with its noun: `1 round`, `2 rounds`, `2 entries`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : many}`;
}

/** Without exponent and zeros at the end. */
function trimmed(digits: string): string {
  return String(Number(digits));
}
