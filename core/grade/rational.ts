/**
 * Exact rational numbers, and the reading of LaTeX numerals as such: a decimal is exactly the rational it writes.
 *
 * Covered: integers, decimals, scientific notation, fractions, mixed numbers, small powers, thousands separators.
 * Not covered: anything with a root, a letter or a function; the sandbox decides those.
 *
 * @module
 */

/** A fraction in lowest terms, with a positive denominator. */
export interface Rational {
  /** Carries the sign. */
  readonly numerator: bigint;
  /** At least 1. */
  readonly denominator: bigint;
}

/** A number, and how exactly it was written. */
export interface WrittenNumber {
  /** Exact: `0.50` is 1/2. */
  readonly value: Rational;
  /** Digits after the point where it was written as a decimal (negative: a power of ten of units); else `undefined`. */
  readonly decimals?: number;
  /** Significant digits where it was written as a decimal. */
  readonly significant?: number;
}

const MAX_EXPONENT = 400;
const DIGITS = String.raw`(?:[1-9]\d{0,2}(?:[, ]\d{3})+|\d+)`;
const DECIMAL = String.raw`(?:${DIGITS}(?:\.\d*)?|\.\d+)`;
const DECIMAL_REGEXP = new RegExp(
  String.raw`^(${DECIMAL})(?:\s*(?:\\times|\\cdot|\*|×)\s*10\s*(?:\^|\*\*)\s*\{?\s*([+-]?\d+)\s*\}?|[eE]([+-]?\d+))?$`,
);
const MIXED_REGEXP = /^(\d+)\s*(?:\\frac\{(\d+)\}\{(\d+)\}|(?<=\s)(\d+)\s*\/\s*(\d+))$/;
const POWER_REGEXP = /^(\d{1,9})\s*\^\s*(?:\{\s*(-?\d{1,3})\s*\}|(\d))$/;

/** `numerator / denominator` in lowest terms; the denominator must not be 0. */
export function rational(numerator: bigint, denominator: bigint = 1n): Rational {
  const sign = denominator < 0n ? -1n : 1n;
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator * sign];
  while (b !== 0n) [a, b] = [b, a % b];
  return { numerator: sign * numerator / a, denominator: sign * denominator / a };
}

/** Whether two rationals are the same number. */
export function sameRational(a: Rational, b: Rational): boolean {
  return a.numerator === b.numerator && a.denominator === b.denominator;
}

/** `value · factor / divisor`. */
export function scaleRational(value: Rational, factor: bigint, divisor: bigint = 1n): Rational {
  return rational(value.numerator * factor, value.denominator * divisor);
}

/** `a - b`. */
export function subtractRational(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator);
}

/** Whether `|value| ≤ |bound|`. */
export function withinRational(value: Rational, bound: Rational): boolean {
  const size = (n: bigint) => n < 0n ? -n : n;
  return size(value.numerator) * bound.denominator <= size(bound.numerator) * value.denominator;
}

/**
 * The number that a text of LaTeX (normalised: `\frac` with braces, no spacing commands) writes.
 *
 * @returns `undefined` where it is no plain number, or has more than about 400 digits
 */
export function writtenNumber(text: string): WrittenNumber | undefined {
  const trimmed = text.trim();
  if (trimmed.length > 2 * MAX_EXPONENT) return undefined;
  const sign = /^[+-]\s*/.exec(trimmed);
  if (sign !== null) {
    const number = unsignedNumber(trimmed.slice(sign[0].length));
    return number && sign[0][0] === "-" ? { ...number, value: scaleRational(number.value, -1n) } : number;
  }
  return unsignedNumber(trimmed);
}

function unsignedNumber(text: string): WrittenNumber | undefined {
  return decimal(text) ?? mixed(text) ?? power(text) ?? fraction(text);
}

function decimal(text: string): WrittenNumber | undefined {
  const match = DECIMAL_REGEXP.exec(text);
  if (match === null) return undefined;
  const [whole, part = ""] = match[1].replace(/[, ]/g, "").split(".");
  const exponent = Number(match[2] ?? match[3] ?? 0);
  if (Math.abs(exponent) > MAX_EXPONENT) return undefined;
  const digits = BigInt(whole + part);
  const decimals = part.length - exponent;
  const value = decimals >= 0 ? rational(digits, 10n ** BigInt(decimals)) : rational(digits * 10n ** BigInt(-decimals));
  if (part === "" && exponent === 0) return { value };
  return { value, decimals, significant: (whole + part).replace(/^0+/, "").length };
}

function mixed(text: string): WrittenNumber | undefined {
  const match = MIXED_REGEXP.exec(text);
  if (match === null) return undefined;
  const [whole, numerator, denominator] = [match[1], match[2] ?? match[4], match[3] ?? match[5]].map(BigInt);
  return denominator === 0n ? undefined : { value: rational(whole * denominator + numerator, denominator) };
}

function power(text: string): WrittenNumber | undefined {
  const match = POWER_REGEXP.exec(text);
  if (match === null) return undefined;
  const [base, exponent] = [BigInt(match[1]), Number(match[2] ?? match[3])];
  if (base === 0n || match[1].length * Math.abs(exponent) > MAX_EXPONENT) return undefined;
  const size = base ** BigInt(Math.abs(exponent));
  return { value: exponent < 0 ? rational(1n, size) : rational(size) };
}

/** `\frac{a}{b}` and `a/b`, where a and b are plain numbers. */
function fraction(text: string): WrittenNumber | undefined {
  const match = /^\\frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}$/.exec(text) ?? /^([^/{}\\]+)\/([^/{}\\]+)$/.exec(text);
  if (match === null) return undefined;
  const parts = [match[1], match[2]].map((part) => {
    const inner = part.trim().replace(/^\((.*)\)$/, "$1");
    const negative = /^-/.test(inner);
    const number = decimal(inner.replace(/^[+-]\s*/, ""));
    return number && scaleRational(number.value, negative ? -1n : 1n);
  });
  const [a, b] = parts;
  if (a === undefined || b === undefined || b.numerator === 0n) return undefined;
  return { value: rational(a.numerator * b.denominator, a.denominator * b.numerator) };
}
