/**
 * Answers of one piece: a number with its unit, or words.
 *
 * Covered: percent signs, degrees, currencies, units of school problems, numerals up to twelve in words. Not covered: units that
 * differ but are equal (100 cm and 1 m): the number before the unit counts.
 *
 * @module
 */
import { type WrittenNumber, writtenNumber } from "./rational.ts";

/** A number, with the unit and the percent sign around it. */
export interface NumberAnswer extends WrittenNumber {
  /** Discriminates the kinds of answer. */
  readonly kind: "number";
  /** The answer as normalised LaTeX. */
  readonly text: string;
  /** Whether a percent sign follows. */
  readonly percent: boolean;
}

/** Words, lower-case, without punctuation. */
export interface WordsAnswer {
  /** Discriminates the kinds of answer. */
  readonly kind: "words";
  /** The answer as normalised LaTeX. */
  readonly text: string;
  /** The words, one space between two. */
  readonly words: string;
}

const TEXT_REGEXP = /\\text\s*\{([^{}]*)\}/g;
const DEGREES_REGEXP = /\s*(?:\^\s*(?:\{\s*\\circ\s*\}|\\circ(?![a-zA-Z]))|\\degree(?![a-zA-Z])|\u00B0)\s*$/;
const CURRENCY_REGEXP = /^[\u20AC\u00A3\u00A5\u20B9]\s*|\s*[\u20AC\u00A3\u00A5\u20B9]$/;
const PERCENT_REGEXP = /\s*(?:%|\\text\s*\{\s*percent\s*\}|percent)$/;
const UNIT = "(?:[mck]?m|ft|inch(?:es)?|feet|foot|yards?|miles?|k?g|grams?|lbs?|pounds?|ounces?|litres?|liters?|" +
  "degrees?|radians?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|mph|cents?|dollars?|euros?|units?|" +
  "square|cubic|people|times|points?)";
const PLAIN_UNIT_REGEXP = new RegExp(String.raw`^(.*\d[\d.,}]*)\s*${UNIT}(?:\s+${UNIT})*(?:\s*\^\s*\{?[23]\}?)?$`);
const LATEX_UNIT_REGEXP =
  /^([^a-zA-Z]*(?:\\frac\{[^{}a-zA-Z]*\}\{[^{}a-zA-Z]*\})?)\s*\\text\s*\{([^{}\d]*)\}(?:\s*\^\s*\{?[23]\}?)?$/;
const WORDS_REGEXP = /^[\p{L}][\p{L}\s'’.,;:!?()-]*$/u;
const NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");
const BOOLEAN_WORDS: ReadonlyMap<string, string> = new Map([["true", "yes"], ["false", "no"], ["yes", "yes"], [
  "no",
  "no",
]]);

/** The number that normalised LaTeX writes, without its unit; `undefined` where it writes none. */
export function numberAnswer(text: string): NumberAnswer | undefined {
  const percent = PERCENT_REGEXP.test(text);
  const bare = text.replace(PERCENT_REGEXP, "").replace(DEGREES_REGEXP, "").replace(CURRENCY_REGEXP, "");
  const withoutUnit = LATEX_UNIT_REGEXP.exec(bare)?.[1] ?? PLAIN_UNIT_REGEXP.exec(bare)?.[1] ?? bare;
  const unwrapped = withoutUnit.replace(/^\\text\s*\{([^{}]*)\}$/, "$1");
  const number = writtenNumber(unwrapped) ?? writtenNumber(withoutParentheses(unwrapped));
  if (number !== undefined) return { kind: "number", text, percent, ...number };
  const word = NUMBER_WORDS.indexOf(plainWords(text));
  return word < 0 ? undefined : { kind: "number", text, percent, ...writtenNumber(String(word))! };
}

/** Words in `\text{}`, or bare ones of four letters and more, as shorter ones may be products of letters; else `undefined`. */
export function wordsAnswer(text: string): WordsAnswer | undefined {
  const plain = plainWords(text);
  const inText = text.replace(TEXT_REGEXP, "").trim() === "";
  if (plain === "" || !(inText && /[a-z]/.test(plain) || isProse(text) || BOOLEAN_WORDS.has(plain))) return undefined;
  return { kind: "words", text, words: BOOLEAN_WORDS.get(plain) ?? plain };
}

/** Whether a text without LaTeX reads as words rather than as a product of letters. */
function isProse(text: string): boolean {
  return WORDS_REGEXP.test(text) && /\p{L}{4,}/u.test(text);
}

/** Lower-case words without `\text{}`, brackets and punctuation; empty where other LaTeX is left. */
function plainWords(text: string): string {
  const bare = text.replace(TEXT_REGEXP, " $1 ");
  return /[\\^_=<>+*/]/.test(bare)
    ? ""
    : bare.toLowerCase().replace(/[{}()[\].,;:!?"'’*-]/g, " ").replace(/\s+/g, " ").trim();
}

function withoutParentheses(text: string): string {
  return /^\([^()]*\)$/.test(text) ? text.slice(1, -1) : text;
}
