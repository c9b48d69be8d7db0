/**
 * Normalises the spelling of LaTeX before answers are compared. Only what never changes the meaning is removed: dollar signs,
 * spacing, sizes of brackets, kinds of fraction, full stops.
 *
 * @module
 */
import { closingBrace } from "./brackets.ts";

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
  [/\u2264|\u2A7D|\\leqslant\b|\\leq\b/g, "\\le "],
  [/\u2265|\u2A7E|\\geqslant\b|\\geq\b/g, "\\ge "],
  [/\\lt\b|\uFF1C/g, "<"],
  [/\\gt\b|\uFF1E/g, ">"],
  [/\u222A/g, "\\cup "],
  [/\u00D7/g, "\\times "],
  [/\u00B1/g, "\\pm "],
  [/\u221A\s*(\d+)/g, "\\sqrt{$1}"],
  [/\u2208/g, "\\in "],
  [/\\(?:left|right|bigl|bigr|Bigl|Bigr|big|Big|displaystyle|limits|nolimits)(?![a-zA-Z])\s*/g, ""],
  [/\\(?:quad|qquad)(?![a-zA-Z])|(?<!\\)\\[,;:> ]|~|&nbsp;|\u00A0|\u2009|\u202F/g, " "],
  [/(?<!\\)\\!/g, ""],
  [/\{,\}/g, ","],
  [/\\(?:dfrac|tfrac|cfrac)(?![a-zA-Z])/g, "\\frac"],
  [/\\(?:lbrace)(?![a-zA-Z])/g, "\\{"],
  [/\\(?:rbrace)(?![a-zA-Z])/g, "\\}"],
  [/\\(?:textbf|textit|textrm|textsf|texttt|textnormal|mbox|mathrm|mathbf|operatorname|rm|bf)\s*(?=\{)/g, "\\text"],
  [/\\%|\uFF05/g, "%"],
  [/\uFF08/g, "("],
  [/\uFF09/g, ")"],
  [/\uFF0C/g, ","],
];

/** The notation of Python and SymPy. */
const PYTHON: readonly (readonly [RegExp, string])[] = [
  [/\*\*\s*\(([^()]*)\)/g, "^{$1}"],
  [/\*\*\s*(-?[\w.]+)/g, "^{$1}"],
  [/(?<![\\a-zA-Z])sqrt\s*\(([^()]*)\)/g, "\\sqrt{$1}"],
  [/(?<![\\a-zA-Z])log(?=\s*\([^,()]*\))/g, "\\ln"],
  [/(?<![\\a-zA-Z])(sqrt|pi|sin|cos|tan|ln|exp)(?![a-zA-Z])/g, "\\$1"],
  [/(?<=\d)\s*\*?\s*[iI](?![a-zA-Z])/g, " i"], // apart from its digit, so that math-verify reads the imaginary unit
  [/^FiniteSet\s*\((.*)\)$/, "\\{$1\\}"],
  [/^Interval\s*\(([^,()]*,[^,()]*)\)$/, "[$1]"],
  [/^Interval\.open\s*\(([^,()]*,[^,()]*)\)$/, "($1)"],
  [/^Interval\.Ropen\s*\(([^,()]*,[^,()]*)\)$/, "[$1)"],
  [/^Interval\.Lopen\s*\(([^,()]*,[^,()]*)\)$/, "($1]"],
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
 * The text in its normal spelling, still LaTeX that math-verify can read; normalising twice changes nothing.
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
  let result = text;
  for (const [pattern, replacement] of MANGLED) result = result.replace(pattern, replacement);
  result = withoutMathSigns(result.trim());
  for (const [pattern, replacement] of [...REPLACEMENTS, ...PYTHON, ...ARGUMENTS]) {
    result = result.replace(pattern, replacement);
  }
  result = pythonMatrix(result.replace(/\s+/g, " ").trim());
  result = result.replace(/(?<!\\)\\$/, "").replace(/(?<=[^.])\.$/, "").trim();
  return withoutOuterBraces(result);
}

/** `Matrix([[1, 2], [3, 4]])` and `[[1, 2], [3, 4]]` as LaTeX. */
function pythonMatrix(text: string): string {
  const rows = /^(?:Matrix\s*\(\s*)?\[\s*\[([^()]*)\]\s*\](?:\s*\))?$/.exec(text)?.[1].split(/\]\s*,\s*\[/);
  if (rows === undefined || rows.some((row) => /[[\]]/.test(row))) return text;
  return `\\begin{pmatrix}${
    rows.map((row) => row.split(",").map((cell) => cell.trim()).join(" & ")).join(" \\\\ ")
  }\\end{pmatrix}`;
}

/** Without the delimiters `$…$`, `$$…$$`, `\(…\)`, `\[…\]`. Dollar amounts (`\$5`, `$5`) lose their sign too. */
function withoutMathSigns(text: string): string {
  const whole = /^\\\(([^]*)\\\)$/.exec(text) ?? /^\\\[([^]*)\\\]$/.exec(text);
  return (whole?.[1] ?? text).replace(/\\\$/g, "").replace(/\$/g, "").trim();
}

/** Without braces around the whole text. */
function withoutOuterBraces(text: string): string {
  let result = text;
  while (result.startsWith("{") && closingBrace(result, 0) === result.length - 1) result = result.slice(1, -1).trim();
  return result;
}
