/**
 * The structure of an answer: a number, words, a list, a tuple, a set, an interval, an equation, or an expression that only the
 * sandbox can judge.
 *
 * Covered: what school and contest answers consist of. Not covered: unions, two-dimensional matrices, logic; they are
 * expressions.
 *
 * @module
 */
import { closes, splitTop } from "./brackets.ts";
import { type NumberAnswer, numberAnswer, type WordsAnswer, wordsAnswer } from "./plain_answer.ts";
import { type Unit, withoutUnit } from "./units.ts";

/** Several answers: `list` has no brackets and no order, `set` has braces, `tuple` has brackets and an order. */
export interface SequenceAnswer {
  /** Discriminates the kinds of answer. */
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
  /** Discriminates the kinds of answer. */
  readonly kind: "interval";
  /** The answer as normalised LaTeX. */
  readonly text: string;
  /** The brackets, as of a tuple. */
  readonly brackets: string;
  /** Lower and upper end. */
  readonly items: readonly Answer[];
}

/** `name = value`. A chain `a = b = c` names a and has the value c. */
export interface EquationAnswer {
  /** Discriminates the kinds of answer. */
  readonly kind: "equation";
  /** The answer as normalised LaTeX. */
  readonly text: string;
  /** The left side without spaces. */
  readonly left: string;
  /** What stands right of the last `=`. */
  readonly right: Answer;
  /** Whether it has three sides and more: a calculation, whose last side is its result. */
  readonly isChain: boolean;
}

/** What is none of the other kinds. */
export interface ExpressionAnswer {
  /** Discriminates the kinds of answer. */
  readonly kind: "expression";
  /** The answer as normalised LaTeX. */
  readonly text: string;
}

/** The structure of an answer, discriminated by `kind`; its texts are without the unit behind the whole. */
export type Answer =
  & (NumberAnswer | WordsAnswer | SequenceAnswer | IntervalAnswer | EquationAnswer | ExpressionAnswer)
  & { readonly unit?: Unit };

const MAX_DEPTH = 8;
/** Longer sequences are left to the sandbox. */
const MAX_ITEMS = 64;
const RELATION_REGEXP = /(\\le(?![a-zA-Z])|\\ge(?![a-zA-Z])|<=|>=|<|>)/;
/** The end of a middle side that names the next line of a system: `y_1 = 2x y_2 = 3x`. */
const SYSTEM_REGEXP = /\s\\?[a-zA-Z](?:_\S+)?(?:\([a-z]\))?$/;
/** Parses normalised LaTeX; below eight levels of brackets the rest is an expression. */
export function parseAnswer(text: string, depth: number = 0): Answer {
  const trimmed = withoutApproximation(text).trim();
  if (depth > MAX_DEPTH) return { kind: "expression", text: trimmed };
  const { body, unit } = withoutUnit(trimmed);
  const number = numberAnswer(trimmed) ?? numberAnswer(body);
  if (number !== undefined) return number.text === trimmed ? number : { ...number, unit };
  const whole = sequence(trimmed, depth) ?? interval(trimmed, depth) ??
    equation(trimmed, depth) ??
    wordsAnswer(trimmed);
  return whole ?? { kind: "expression", text: body, unit };
}

/** `x = 1/3` of `x = 1/3 \approx 0.33`; `x = 0.33` of `x \approx 0.33`. */
function withoutApproximation(text: string): string {
  const [exact, about, ...more] = text.split(/ ?\\approx(?![a-zA-Z]) ?/);
  if (about === undefined || more.length > 0) return text;
  return /[=\d]/.test(exact) && !/[,;]/.test(about) ? exact : `${exact} = ${about}`;
}

/** A sequence in brackets, in braces or bare, a matrix of one row or column. */
function sequence(text: string, depth: number): SequenceAnswer | undefined {
  if (/^\\\{/.test(text) && /\\\}$/.test(text) && closes(text)) {
    const inner = text.slice(2, -2).trim();
    if (/\\mid|\||:/.test(inner)) return undefined; // a set-builder: perhaps an interval
    const parts = inner === "" ? [] : splitTop(inner, /^[,;]/);
    if (parts.length > MAX_ITEMS) return undefined;
    return { kind: "set", text, brackets: "{}", items: parts.map((item) => parseAnswer(item, depth + 1)) };
  }
  if (/^\( ?\\begin/.test(text) && closes(text)) return sequence(text.slice(1, -1).trim(), depth + 1);
  if (/^[([]/.test(text) && /[)\]]$/.test(text) && closes(text)) {
    const parts = splitTop(text.slice(1, -1), /^[,;]/);
    if (parts.length > MAX_ITEMS) return undefined;
    const items = parts.map((item) => parseAnswer(item, depth + 1));
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
  if (items.length < 2 || items.length > MAX_ITEMS || items.some((item) => item === "")) return undefined;
  const parsed = items.map((item) => parseAnswer(item, depth + 1));
  if (parsed.every((item) => item.kind === "words")) return undefined; // a sentence with a comma
  return { kind: "list", text, brackets: "", items: shareLeft(parsed) };
}

/** Drops the left sides where all are the same, or where only the first element has one: `x = 1, 2` names both. */
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
  if (label !== null) {
    return { kind: "equation", text, left: label[1], right: parseAnswer(label[2], depth + 1), isChain: false };
  }
  if (RELATION_REGEXP.test(text) || /\\(?:neq?|equiv|approx|forall|exists)(?![a-zA-Z])/.test(text)) return undefined;
  const sides = splitTop(text, /^=/);
  if (sides.length < 2 || sides.some((side) => side === "")) return undefined;
  if (sides.slice(1, -1).some((side) => SYSTEM_REGEXP.test(side))) return undefined;
  return {
    kind: "equation",
    text,
    left: sides[0].replace(/[\s{}]/g, ""),
    right: parseAnswer(sides[sides.length - 1], depth + 1),
    isChain: sides.length > 2,
  };
}
