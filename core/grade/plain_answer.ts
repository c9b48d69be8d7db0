/**
 * Answers of one piece: a number, or words.
 *
 * Covered: percent signs, numerals up to twelve in words.
 *
 * @module
 */
import { type WrittenNumber, writtenNumber } from "./rational.ts";

/** A number, perhaps with a percent sign. */
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
const PERCENT_REGEXP = /\s?(?:%|\\text\s?\{\s?percent\s?\}|percent(?:age)?)$/;
const WORDS_REGEXP = /^[\p{L}][\p{L}\s'’.,;:!?()-]*$/u;
const NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");
const BOOLEAN_WORDS: ReadonlyMap<string, string> = new Map([["true", "yes"], ["false", "no"], ["yes", "yes"], [
  "no",
  "no",
]]);

/** The number that normalised LaTeX writes; `undefined` where it writes none. */
export function numberAnswer(text: string): NumberAnswer | undefined {
  const percent = PERCENT_REGEXP.test(text);
  const bare = text.replace(PERCENT_REGEXP, "");
  const unwrapped = bare.replace(/^\\text\s?\{([^{}]*)\}$/, "$1");
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

/** Whether a text without LaTeX reads as words rather than as a product of letters or a call. */
function isProse(text: string): boolean {
  return WORDS_REGEXP.test(text) && /\p{L}{4,}/u.test(text) && !/\p{L}\(/u.test(text);
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
