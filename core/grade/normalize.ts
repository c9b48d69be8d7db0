/**
 * Normalises the spelling of LaTeX before answers are compared. Only what never changes the meaning is removed: dollar signs
 * of mathematics, spacing, sizes of brackets, kinds of fraction, full stops.
 *
 * @module
 */
import { unwrapped } from "./brackets.ts";

/** A longer answer is only trimmed: rules for each kind of spelling would take too long. */
export const MAX_ANSWER_LENGTH = 2000;
/** Stands for the sign of the dollar while those of TeX are taken out. */
const MONEY = "\u0001";
const DICTIONARY_REGEXP = /^\{ ?[a-zA-Z_]\w* ?:/;

/** Control characters left by an escape sequence that was read once too often: a tab and `ext` was `\text`. */
const MANGLED: readonly (readonly [RegExp, string])[] = [
  [/\t(?=ext|imes|heta|frac|an\b|o\b)/g, "\\t"],
  [/\f(?=rac|box)/g, "\\f"],
  [/\r(?=ight|m\b|angle|ho\b)/g, "\\r"],
  [/[\b](?=oxed|egin|eta|inom|ar\b|f\b)/g, "\\b"],
  [/(?<![\\a-zA-Z])rac(?=\{)/g, "\\frac"],
];

const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  [/[\u2212\u2013\uFF0D]/g, "-"],
  [/\u03C0/g, "\\pi "],
  [/\u221E/g, "\\infty "],
  [/\u2264|\u2A7D|\\leq(?:slant)?(?![a-zA-Z])/g, "\\le "],
  [/\u2265|\u2A7E|\\geq(?:slant)?(?![a-zA-Z])/g, "\\ge "],
  [/\\lt\b|\uFF1C/g, "<"],
  [/\\gt\b|\uFF1E/g, ">"],
  [/\u222A/g, "\\cup "],
  [/\u00D7/g, "\\times "],
  [/\u00B1/g, "\\pm "],
  [/\u221A\s*(\d+)/g, "\\sqrt{$1}"],
  [/\u2208/g, "\\in "],
  [/\\(?:left|right|bigl|bigr|Bigl|Bigr|big|Big|displaystyle|limits|nolimits)(?![a-zA-Z])\s*/g, ""],
  [/\\q?quad|(?<!\\)\\[,;:> ]|~|&nbsp;|\u00A0|\u2009|\u202F/g, " "],
  [/,\\! ?/g, ","],
  [/(?<!\\)\\!/g, ""],
  [/ ?\{, ?\}/g, ","],
  [/\\textcirc(?![a-zA-Z])/g, "\\circ"],
  [/(?<=\d)(?:\^? ?\{? ?\\(?:text|mathrm) ?\{ ?(?:st|nd|rd|th) ?\} ?\}?|(?:st|nd|rd|th)(?![a-zA-Z]))/g, ""],
  [/\u00B2/g, "^2"],
  [/\u00B3/g, "^3"],
  [/\\(?:dfrac|tfrac|cfrac)(?![a-zA-Z])/g, "\\frac"],
  [/\\(?:lbrace)(?![a-zA-Z])/g, "\\{"],
  [/\\(?:rbrace)(?![a-zA-Z])/g, "\\}"],
  [/\\(?:textbf|textit|textrm|textsf|texttt|textnormal|mbox|mathrm|mathbf|operatorname|rm|bf)\s*(?=\{)/g, "\\text"],
  [/\\%|\uFF05/g, "%"],
  [/\uFF08/g, "("],
  [/\uFF09/g, ")"],
  [/\uFF0C/g, ","],
];

/** Sets as SymPy prints them. */
const SETS: readonly (readonly [RegExp, string])[] = [
  [/^FiniteSet ?\((.*)\)$/, "\\{$1\\}"],
  [/^Interval ?\(([^,()]*,[^,()]*)\)$/, "[$1]"],
  [/^Interval\.open ?\(([^,()]*,[^,()]*)\)$/, "($1)"],
  [/^Interval\.Ropen ?\(([^,()]*,[^,()]*)\)$/, "[$1)"],
  [/^Interval\.Lopen ?\(([^,()]*,[^,()]*)\)$/, "($1]"],
];

/** Powers and functions of Python as LaTeX, for a key: `2*x**2` and `2*x^2` are one answer. */
const PYTHON: readonly (readonly [RegExp, string])[] = [
  [/\*\* ?\(([^()]*)\)/g, "^{$1}"],
  [/\*\* ?(-?[\w.]+)/g, "^{$1}"],
  [/(?<![\\a-zA-Z])sqrt ?\(([^()]*)\)/g, "\\sqrt{$1}"],
  [/(?<![\\a-zA-Z])log(?= ?\([^,()]*\))/g, "\\ln"],
  [/(?<![\\a-zA-Z])(sqrt|pi|sin|cos|tan|ln|exp)(?![a-zA-Z])/g, "\\$1"],
  [/(?<=\d) ?\*? ?[iI](?![a-zA-Z])/g, " i"],
  [/(?<![\\a-zA-Z])(?:oo|inf)(?![a-zA-Z])/g, "\\infty"],
];

/** Braces where TeX takes one token: `\frac12`, `\frac1{2}`, `\sqrt3`, `x_1`. */
const ARGUMENTS: readonly (readonly [RegExp, string])[] = [
  [/\\frac\s*(\d)\s*(\d)/g, "\\frac{$1}{$2}"],
  [/\\frac\s*(\d)\s*(?=\{)/g, "\\frac{$1}"],
  [/(\\frac\s*\{[^{}]*\})\s*([\da-zA-Z])/g, "$1{$2}"],
  [/\\frac\s+(?=\{)/g, "\\frac"],
  [/(\\frac\{[^{}]*\})\s+(?=\{)/g, "$1"],
  [/\\sqrt\s*(\d|[a-zA-Z])(?![a-zA-Z])/g, "\\sqrt{$1}"],
];

/**
 * The text in its normal spelling, in the notation it came in; normalising twice changes nothing.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { normalizeAnswer } from "@rstar/core/grade";
 *
 * assert.equal(normalizeAnswer("$\\dfrac12$."), "\\frac{1}{2}");
 * ```
 */
export function normalizeAnswer(text: string): string {
  if (text.length > MAX_ANSWER_LENGTH) return text.trim();
  const mended = mendEscapes(text).replace(/\s+/g, " ").trim();
  const once = undoubled(mended);
  const spelled = replaced(withoutMathSigns(once), REPLACEMENTS).replace(/\s+/g, " ").trim();
  const result = pythonMatrix(replaced(replaced(spelled, SETS), ARGUMENTS).trim());
  const ended = result.replace(/(?<!\\)\\$/, "").replace(/(?<=[^.])\.$/, "").trim();
  return DICTIONARY_REGEXP.test(ended) ? ended : unwrapped(ended, /^\{/);
}

/** A text without the control characters that an escape sequence, read once too often, has left. */
export function mendEscapes(text: string): string {
  return replaced(text, MANGLED);
}

/** A text in which all backslashes are doubled, with single ones. */
function undoubled(text: string): string {
  if (/\\\\begin/.test(text)) return text.replaceAll("\\\\", "\\");
  return /\\begin/.test(text) ? text : text.replace(/\\\\(?=[a-zA-Z{])/g, "\\");
}

/** A normalised answer with the powers and functions of Python written as LaTeX does. */
export function pythonAsLatex(text: string): string {
  return text.length > MAX_ANSWER_LENGTH ? text : replaced(text, PYTHON);
}

function replaced(text: string, rules: readonly (readonly [RegExp, string])[]): string {
  return rules.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}

/** `Matrix([[1, 2], [3, 4]])` and `[[1, 2], [3, 4]]` as LaTeX. */
function pythonMatrix(text: string): string {
  const rows = /^(?:Matrix\s*\(\s*)?\[\s*\[([^()]*)\]\s*\](?:\s*\))?$/.exec(text)?.[1].split(/\]\s*,\s*\[/);
  if (rows === undefined || rows.some((row) => /[[\]]/.test(row))) return text;
  return `\\begin{pmatrix}${
    rows.map((row) => row.split(",").map((cell) => cell.trim()).join(" & ")).join(" \\\\ ")
  }\\end{pmatrix}`;
}

/** Without the delimiters `$…$`, `$$…$$`, `\(…\)`, `\[…\]`; what `\$` or a lone `$` marks as money keeps a `$`. */
function withoutMathSigns(text: string): string {
  const whole = /^\\\((.*)\\\)$/.exec(text) ?? /^\\\[(.*)\\\]$/.exec(text);
  const inner = (whole?.[1] ?? text).replace(/\\\$/g, MONEY);
  const isMoney = /^[^$]*\$(?=\d)[^$]*$/.test(inner);
  const bare = isMoney ? inner.replace("$", MONEY) : inner.replace(/(?<=\w)\$+(?=\w)/g, " ").replace(/\$+/g, "");
  return bare.replaceAll(MONEY, "$").trim();
}
