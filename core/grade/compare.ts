/**
 * Compares two parsed answers without a computer algebra system, and phrases what is left as a question for one.
 *
 * @module
 */
import type { Answer } from "./answer.ts";
import type { NumberAnswer } from "./plain_answer.ts";
import {
  type Rational,
  rational,
  sameRational,
  scaleRational,
  subtractRational,
  withinRational,
  type WrittenNumber,
} from "./rational.ts";
import { conversion } from "./units.ts";

/** A question for the sandbox: two expressions, a value between two bounds, or a combination. All plain data. */
export type Question =
  | { readonly pair: readonly [prediction: string, truth: string] }
  | { readonly near: string; readonly low: readonly [string, string]; readonly high: readonly [string, string] }
  | { readonly all: readonly Question[] }
  | { readonly any: readonly Question[] }
  | { readonly matching: readonly (readonly (Question | boolean)[])[] };

/** `true` or `false` where that is certain, else the question for the sandbox. */
export type Comparison = boolean | Question;

const INFINITY_REGEXP = /^([+-]?)\s?(?:\\infty|oo|inf)$/;
/** Sequences whose elements make more pairs are left to the sandbox as they are. */
const MAX_PAIRS = 1500;
/** A numeral with its base: `4210_7`, `1A_{16}`. */
const BASE_REGEXP = /^[\dA-F]+\s?_\s?(?:\{\s?\d+\s?\}|\d)$/;
/** Names of an unknown, a function's value or a tuple of them: `x`, `a_n`, `f(x)`, `\alpha`, `(x,y)`, `Paolo`. */
const NAME_REGEXP = /^(?:\\?\p{L}[\p{L} ]*(?:_\\?\w+)?(?:\([\p{L}\d,]+\))?(?::\p{L}(?:_\w+)?)*|\([\p{L},]+\))$/u;
/** Digits that make a decimal of the prediction an approximation of an exact truth: rStar-Math's own 1e-4, relative. */
const PREDICTION_DIGITS = 4;
/** Digits that make a decimal truth the rounded form of an exact prediction. */
const TRUTH_DIGITS = 3;
/** Digits of a float that a program printed, and those that make a decimal truth its rounded form. */
const FLOAT_DIGITS = 12;
const FLOAT_TRUTH_DIGITS = 2;
/** Relative error of binary floating point: a prediction of so many digits that is this near is the same number. */
const FLOAT_NOISE = rational(1n, 10n ** 9n);
const ONE = rational(1n);

/** Compares a prediction with the ground truth; not symmetric. */
export function compareAnswers(prediction: Answer, truth: Answer): Comparison {
  const factor = conversion(prediction.unit, truth.unit);
  if (factor === undefined) return false;
  if (!sameRational(factor, ONE)) return compareAnswers(converted(prediction, factor), { ...truth, unit: undefined });
  if (spelling(prediction.text) === spelling(truth.text)) return true;
  if (prediction.kind === "equation" || truth.kind === "equation") return compareEquations(prediction, truth);
  if (prediction.kind === "number" && truth.kind === "number") return compareNumbers(prediction, truth);
  if (prediction.kind === "words" && truth.kind === "words") return prediction.words === truth.words;
  if (BASE_REGEXP.test(prediction.text) && BASE_REGEXP.test(truth.text)) return false; // equal only in the same spelling
  if ("items" in prediction && "items" in truth) {
    const [p, t] = [grouped(prediction, truth), grouped(truth, prediction)];
    return compareSequences(p, t);
  }
  if (isDecided(prediction, truth)) return false;
  const bounds = truth.kind === "number" && prediction.kind === "expression"
    ? approximation(prediction.text, truth, TRUTH_DIGITS)
    : prediction.kind === "number" && truth.kind === "expression"
    ? approximation(truth.text, prediction, PREDICTION_DIGITS)
    : undefined;
  const pair: Question = { pair: [prediction.text, truth.text] };
  return bounds === undefined ? pair : { any: [pair, bounds] };
}

/** The answer in the unit of the truth. */
function converted(answer: Answer, factor: Rational): Answer {
  const { numerator, denominator } = factor;
  if (answer.kind === "number") {
    const value = scaleRational(answer.value, numerator, denominator);
    return { kind: "number", text: `\\frac{${value.numerator}}{${value.denominator}}`, percent: answer.percent, value };
  }
  return { kind: "expression", text: `(${answer.text}) \\cdot ${numerator} / ${denominator}` };
}

/** `x = 1` and `1` are the same answer; `x = 1` and `y = 1` are equations, which the sandbox compares. */
function compareEquations(prediction: Answer, truth: Answer): Comparison {
  if (prediction.kind === "equation" && truth.kind === "equation") {
    if (prediction.left === truth.left) return compareAnswers(prediction.right, truth.right);
    return { pair: [prediction.text, truth.text] };
  }
  if (prediction.kind === "equation" && (prediction.isChain || NAME_REGEXP.test(prediction.left))) {
    return compareAnswers(prediction.right, truth);
  }
  if (truth.kind === "equation" && NAME_REGEXP.test(truth.left)) return compareAnswers(prediction, truth.right);
  return { pair: [prediction.text, truth.text] };
}

function compareNumbers(prediction: NumberAnswer, truth: NumberAnswer): boolean {
  if (sameNumber(prediction, truth)) return true;
  if (prediction.percent === truth.percent) return false;
  const scaled = (number: NumberAnswer): NumberAnswer => ({
    ...number,
    value: scaleRational(number.value, 1n, 100n),
    decimals: number.decimals === undefined ? undefined : number.decimals + 2,
  });
  return prediction.percent ? sameNumber(scaled(prediction), truth) : sameNumber(prediction, scaled(truth));
}

/** Whether two numbers are equal as rationals, or one is a decimal that approximates the other. */
function sameNumber(prediction: WrittenNumber, truth: WrittenNumber): boolean {
  if (sameRational(prediction.value, truth.value)) return true;
  const difference = subtractRational(prediction.value, truth.value);
  const isPrecise = (prediction.significant ?? 0) >= FLOAT_DIGITS;
  if (isPrecise && withinRational(difference, scaleNoise(truth.value))) return true;
  const [p, t] = [prediction.decimals, truth.decimals];
  if (p !== undefined && t !== undefined) {
    const coarser = p < t ? prediction : truth;
    const digits = isPrecise && coarser === truth ? FLOAT_TRUTH_DIGITS : PREDICTION_DIGITS;
    return (coarser.significant ?? 0) >= digits && approximates(coarser, (p < t ? truth : prediction).value);
  }
  if (t !== undefined && prediction.value.denominator !== 1n) {
    return (truth.significant ?? 0) >= TRUTH_DIGITS && approximates(truth, prediction.value);
  }
  if (p !== undefined && truth.value.denominator !== 1n) {
    return (prediction.significant ?? 0) >= PREDICTION_DIGITS && approximates(prediction, truth.value);
  }
  return false;
}

function scaleNoise(value: Rational): Rational {
  return value.numerator === 0n
    ? FLOAT_NOISE
    : rational(value.numerator * FLOAT_NOISE.numerator, value.denominator * FLOAT_NOISE.denominator);
}

/** Whether a decimal is the exact value rounded (half either way) or cut off at the decimal's last digit. */
function approximates(decimal: WrittenNumber, exact: Rational): boolean {
  const { low, high } = window(decimal);
  return subtractRational(exact, low).numerator >= 0n && subtractRational(exact, high).numerator <= 0n;
}

/** The values that round or are cut to a decimal: half a unit in its last place toward zero, a whole one away from it. */
function window(decimal: WrittenNumber): { low: Rational; high: Rational } {
  const places = decimal.decimals ?? 0;
  const half = places >= 0 ? rational(1n, 2n * 10n ** BigInt(places)) : rational(10n ** BigInt(-places), 2n);
  const whole = scaleRational(half, 2n);
  const isNegative = decimal.value.numerator < 0n;
  return {
    low: subtractRational(decimal.value, isNegative ? whole : half),
    high: subtractRational(decimal.value, scaleRational(isNegative ? half : whole, -1n)),
  };
}

/** The values that a float may stand for whose last digits are those of an error of rounding. */
function floatWindow({ value }: WrittenNumber): { low: Rational; high: Rational } {
  const noise = scaleNoise(value.numerator < 0n ? scaleRational(value, -1n) : value);
  return { low: subtractRational(value, noise), high: subtractRational(value, scaleRational(noise, -1n)) };
}

/** The question whether an expression's value rounds to a decimal of at least so many digits. */
function approximation(expression: string, decimal: NumberAnswer, digits: number): Question | undefined {
  if (decimal.percent || decimal.decimals === undefined || (decimal.significant ?? 0) < digits) return undefined;
  const { low, high } = (decimal.significant ?? 0) >= FLOAT_DIGITS ? floatWindow(decimal) : window(decimal);
  const written = (value: Rational): [string, string] => [String(value.numerator), String(value.denominator)];
  return { near: expression, low: written(low), high: written(high) };
}

type Sequence = Extract<Answer, { items: readonly Answer[] }>;

/** A sequence without the names of its elements where the other has none: `x = 1, y = 2` beside `(1, 2)`. */
function grouped(sequence: Sequence, other: Sequence): Sequence {
  const isNamed = other.items.some((item) => item.kind === "equation");
  if (isNamed) return sequence;
  const items = sequence.items.map((item) => item.kind === "equation" ? item.right : item);
  return { ...sequence, items };
}

function compareSequences(prediction: Sequence, truth: Sequence): Comparison {
  const pair: Question = { pair: [prediction.text, truth.text] };
  if (prediction.items.length !== truth.items.length || size(prediction) * size(truth) > MAX_PAIRS) return pair;
  const kinds = [prediction.kind, truth.kind];
  const isPythonList = prediction.brackets === "[]" && truth.kind === "list"; // SymPy's solve() gives one
  const isUnordered = isPythonList || kinds.every((kind) => kind === "list" || kind === "set");
  if (isUnordered) return matching(prediction, truth);
  if (kinds.includes("set")) return pair;
  const isOpenOrClosed = kinds.includes("interval") || truth.items.length === 2;
  if (isOpenOrClosed && brackets(prediction) !== brackets(truth)) return false;
  return all(truth.items.map((item, i) => compareAnswers(prediction.items[i], item)));
}

/** The brackets of two ends; infinity never belongs to an interval. */
function brackets({ brackets, items }: Sequence): string {
  const [left, right] = brackets || "()";
  const isInfinite = (item: Answer | undefined) => item !== undefined && INFINITY_REGEXP.test(item.text);
  return (isInfinite(items[0]) ? "(" : left) + (isInfinite(items[1]) ? ")" : right);
}

/** The elements of a sequence, those of its elements among them. */
function size(answer: Answer): number {
  return "items" in answer ? answer.items.reduce((sum, item) => sum + size(item), 1) : 1;
}

/** Whether the elements can be paired off, each of the truth with another of the prediction. */
function matching(prediction: Sequence, truth: Sequence): Comparison {
  const rows = truth.items.map((item) => prediction.items.map((candidate) => compareAnswers(candidate, item)));
  if (rows.some((row) => row.every((cell) => cell === false))) return false;
  const matched = rows.map((row) => row.indexOf(true));
  if (new Set(matched).size === rows.length && !matched.includes(-1)) return true;
  return { matching: rows };
}

/** Whether two answers of different kinds are certainly different: words are no number, nor is infinity. */
function isDecided(prediction: Answer, truth: Answer): boolean {
  const kinds = [prediction.kind, truth.kind];
  const isInfinite = [prediction, truth].some(({ text }) => INFINITY_REGEXP.test(text));
  if (isInfinite && kinds.includes("number")) return true;
  return kinds.includes("words") && (kinds.includes("number") || kinds.includes("tuple") || kinds.includes("list"));
}

function all(parts: readonly Comparison[]): Comparison {
  if (parts.includes(false)) return false;
  const open = parts.filter((part) => part !== true) as Question[];
  return open.length === 0 ? true : { all: open };
}

/** The text without `\text{}`, braces around one character, and spaces but those between two digits or letters. */
function spelling(text: string): string {
  const infinity = INFINITY_REGEXP.exec(text);
  if (infinity !== null) return `${infinity[1] === "-" ? "-" : ""}\\infty`;
  return text.replace(/\\text\s?\{([^{}]*)\}/g, "$1").replace(/([_^])\s?\{\s?(\w)\s?\}/g, "$1$2 ")
    .replace(/\s+/g, " ").replace(/(?<=\W) | (?=\W)/g, "").trim();
}
