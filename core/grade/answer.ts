/**
 * The shape of an answer: a number, words, a tuple, a set, an interval, or an expression that only the sandbox can judge.
 *
 * Covered: what school and contest answers consist of. Not covered: unions, matrices of two dimensions, logic: they are
 * expressions.
 *
 * @module
 */
import { closes, splitTop } from "./brackets.ts";
import { type WrittenNumber, writtenNumber } from "./rational.ts";

/** A number with what stands around it. */
export interface NumberAnswer extends WrittenNumber {
  /** Tells the kinds of answer apart. */
  readonly kind: "number";
  /** The answer as normalised LaTeX. */
  readonly text: string;
  /** Whether a percent sign follows. */
  readonly percent: boolean;
}

/** Words, lower-case, without punctuation. */
export interface WordsAnswer {
  /** Tells the kinds of answer apart. */
  readonly kind: "words";
  /** The answer as normalised LaTeX. */
  readonly text: string;
  /** The words, one space between two. */
  readonly words: string;
}

/** Several answers: `list` has no brackets and no order, `set` has braces, `tuple` has brackets and an order. */
export interface SequenceAnswer {
  /** Tells the kinds of answer apart. */
  readonly kind: "list" | "set" | "tuple";
  /** The answer as normalised LaTeX. */
  readonly text: string;
  /** The brackets: `()`, `[]`, `(]`, `[)` of a tuple; `{}` of a set; empty of a list. */
  readonly brackets: string;
  /** The elements in the order written. */
  readonly items: readonly Answer[];
}

/** A set of numbers written as an inequality: `x < 3`, `1 ≤ x < 2`, `x ∈ …`, `{x | …}`. */
export interface IntervalAnswer {
  /** Tells the kinds of answer apart. */
  readonly kind: "interval";
  /** The answer as normalised LaTeX. */
  readonly text: string;
  /** The brackets, as of a tuple. */
  readonly brackets: string;
  /** Its two ends. */
  readonly items: readonly Answer[];
}

/** `name = value`. A chain `a = b = c` names a and has the value c. */
export interface EquationAnswer {
  /** Tells the kinds of answer apart. */
  readonly kind: "equation";
  /** The answer as normalised LaTeX. */
  readonly text: string;
  /** The left side without spaces. */
  readonly left: string;
  /** The last side. */
  readonly right: Answer;
}

/** Anything else. */
export interface ExpressionAnswer {
  /** Tells the kinds of answer apart. */
  readonly kind: "expression";
  /** The answer as normalised LaTeX. */
  readonly text: string;
}

/** What an answer consists of. */
export type Answer =
  | NumberAnswer
  | WordsAnswer
  | SequenceAnswer
  | IntervalAnswer
  | EquationAnswer
  | ExpressionAnswer;

const MAX_DEPTH = 8;
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
const RELATION_REGEXP = /(\\le(?![a-zA-Z])|\\ge(?![a-zA-Z])|<=|>=|<|>)/;
/** The end of a middle side that names the next line of a system: `y_1 = 2x y_2 = 3x`. */
const SYSTEM_REGEXP = /\s\\?[a-zA-Z](?:_\S+)?(?:\([a-z]\))?$/;
const NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");
const BOOLEAN_WORDS: ReadonlyMap<string, string> = new Map([["true", "yes"], ["false", "no"], ["yes", "yes"], [
  "no",
  "no",
]]);

/** The shape of normalised LaTeX. */
export function parseAnswer(text: string, depth: number = 0): Answer {
  const trimmed = text.trim();
  if (depth > MAX_DEPTH) return { kind: "expression", text: trimmed };
  return numberAnswer(trimmed) ?? sequence(trimmed, depth) ?? interval(trimmed, depth) ?? equation(trimmed, depth) ??
    words(trimmed) ?? { kind: "expression", text: trimmed };
}

/** The number of normalised LaTeX, without its unit. */
function numberAnswer(text: string): NumberAnswer | undefined {
  const percent = PERCENT_REGEXP.test(text);
  const bare = text.replace(PERCENT_REGEXP, "").replace(DEGREES_REGEXP, "").replace(CURRENCY_REGEXP, "");
  const withoutUnit = LATEX_UNIT_REGEXP.exec(bare)?.[1] ?? PLAIN_UNIT_REGEXP.exec(bare)?.[1] ?? bare;
  const unwrapped = withoutUnit.replace(/^\\text\s*\{([^{}]*)\}$/, "$1");
  const number = writtenNumber(unwrapped) ?? writtenNumber(withoutParentheses(unwrapped));
  if (number !== undefined) return { kind: "number", text, percent, ...number };
  const word = NUMBER_WORDS.indexOf(plainWords(text));
  return word < 0 ? undefined : { kind: "number", text, percent, ...writtenNumber(String(word))! };
}

/** A bracketed or bare sequence. */
function sequence(text: string, depth: number): SequenceAnswer | undefined {
  const elements = (inner: string) => splitTop(inner, /^[,;]/).map((item) => parseAnswer(item, depth + 1));
  if (/^\\\{/.test(text) && /\\\}$/.test(text) && closes(text)) {
    const inner = text.slice(2, -2).trim();
    if (/\\mid|\||:/.test(inner)) return undefined; // a set-builder: perhaps an interval
    return { kind: "set", text, brackets: "{}", items: inner === "" ? [] : elements(inner) };
  }
  if (/^[([]/.test(text) && /[)\]]$/.test(text) && closes(text)) {
    const items = elements(text.slice(1, -1));
    return items.length < 2 ? undefined : { kind: "tuple", text, brackets: text[0] + text.at(-1), items };
  }
  const column = /^\\begin\{([pbv]?matrix)\}([^]*)\\end\{\1\}$/.exec(text);
  if (column !== null && !/\\begin|\\text/.test(column[2])) {
    const rows = column[2].split(/\\\\/).map((row) => row.trim()).filter((row) => row !== "");
    const cells = rows.length === 1 ? rows[0].split("&") : rows;
    if (cells.length > 1 && cells.every((cell) => !cell.includes("&"))) {
      return { kind: "tuple", text, brackets: "()", items: cells.map((cell) => parseAnswer(cell, depth + 1)) };
    }
  }
  const bare = text.replace(/\\text\s*\{([^{}]+?)\s+(?:and|or)\s*\}/g, "\\text{$1}, ")
    .replace(/,?\s*(?:\\text\s*\{\s*,?\s*(?:and|or)\s*\}|\b(?:and|or)\b)\s*/g, ", ");
  const items = splitTop(bare, /^[,;]/);
  if (items.length < 2 || items.some((item) => item === "")) return undefined;
  const parsed = items.map((item) => parseAnswer(item, depth + 1));
  if (parsed.every((item) => item.kind === "words")) return undefined; // a sentence with a comma
  return { kind: "list", text, brackets: "", items: shareLeft(parsed) };
}

/** `x = 1, 2` names both: the left side of the first goes to those without one. Gone where all have the same. */
function shareLeft(items: readonly Answer[]): readonly Answer[] {
  const lefts = new Set(items.map((item) => item.kind === "equation" ? item.left : ""));
  const [first] = items;
  if (first.kind !== "equation") return items;
  const onlyFirst = items.slice(1).every((item) => item.kind !== "equation");
  return lefts.size === 1 || onlyFirst ? items.map((item) => item.kind === "equation" ? item.right : item) : items;
}

/** An inequality of one letter, `x \in (…)`, or a set-builder of one. */
function interval(text: string, depth: number): IntervalAnswer | undefined {
  const builder = /^\\\{\s*[a-zA-Z]\s*(?:\\in\s*(?:\\mathbb\{R\}|\\mathbf\{R\}|R)\s*)?(?:\||\\mid|:)(.*)\\\}$/.exec(
    text,
  );
  const inner = builder?.[1].trim() ?? text;
  const member = /^\\?[a-zA-Z]+\s*\\in\s*([([].*[)\]])$/.exec(inner);
  if (member !== null) {
    const ends = sequence(member[1], depth + 1);
    return ends?.kind === "tuple" && ends.items.length === 2 ? { ...ends, kind: "interval", text } : undefined;
  }
  const parts = inner.split(RELATION_REGEXP).map((part) => part.trim());
  if (parts.length === 3) parts.unshift("", "");
  if (parts.length !== 5) return undefined;
  const [first, left, middle, right, last] = parts.map((part) => part.replace("\\le", "<=").replace("\\ge", ">="));
  const letter = /^(?:[a-zA-Z]|\\(?:alpha|beta|gamma|lambda|mu|theta|phi|varphi|omega))$/;
  const end = (part: string) => parseAnswer(part === "" ? "\\infty" : part, depth + 1);
  if (left === "") { // one relation: the letter is on one side
    const onLeft = letter.test(middle);
    if (onLeft === letter.test(last)) return undefined;
    const isUpper = right.startsWith("<") === onLeft;
    const bound = end(onLeft ? last : middle);
    const closed = right.endsWith("=");
    return isUpper
      ? { kind: "interval", text, brackets: closed ? "(]" : "()", items: [parseAnswer("-\\infty"), bound] }
      : { kind: "interval", text, brackets: closed ? "[)" : "()", items: [bound, parseAnswer("\\infty")] };
  }
  if (!letter.test(middle) || left[0] !== right[0]) return undefined;
  const brackets = (left.endsWith("=") ? "[" : "(") + (right.endsWith("=") ? "]" : ")");
  if (left[0] === "<") return { kind: "interval", text, brackets, items: [end(first), end(last)] };
  const flipped = (right.endsWith("=") ? "[" : "(") + (left.endsWith("=") ? "]" : ")");
  return { kind: "interval", text, brackets: flipped, items: [end(last), end(first)] };
}

/** `left = … = right`, where no other relation stands, and `Name: right`. */
function equation(text: string, depth: number): EquationAnswer | undefined {
  const label = /^(\p{L}[\p{L} ]+):\s*(.+)$/u.exec(text);
  if (label !== null) return { kind: "equation", text, left: label[1], right: parseAnswer(label[2], depth + 1) };
  if (RELATION_REGEXP.test(text) || /\\(?:neq?|equiv|approx|forall|exists)(?![a-zA-Z])/.test(text)) return undefined;
  const sides = splitTop(text, /^=/);
  if (sides.length < 2 || sides.some((side) => side === "")) return undefined;
  if (sides.slice(1, -1).some((side) => SYSTEM_REGEXP.test(side))) return undefined;
  return {
    kind: "equation",
    text,
    left: sides[0].replace(/[\s{}]/g, ""),
    right: parseAnswer(sides[sides.length - 1], depth + 1),
  };
}

/** Words in `\text{}`, or bare ones of four letters and more; shorter ones may be products of letters. */
function words(text: string): WordsAnswer | undefined {
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
