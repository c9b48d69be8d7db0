/**
 * Maths as people type it, in the notation that a model reads: `solve 3x+5=20` becomes `Solve 3*x + 5 = 20.`
 *
 * Each rule is one step from what is typed to what a small model was trained on; a model names the rules it wants. What a rule does
 * not understand stays as it is.
 *
 * @module
 */
import { withProducts, withSpaces } from "./expression.ts";
import { fromLatex } from "./latex.ts";

/** A question longer than this is no longer read by rules: it stays as it is. */
const MAX_LENGTH = 20_000;

/** Invisible characters go, and every kind of blank is a space. */
function blanks(text: string): string {
  return text.replaceAll(/[\u200B-\u200D\u2060\uFEFF\u00AD]/g, "").replaceAll(/[^\S\n]/g, " ").trim();
}

const SIGNS: Readonly<Record<string, string>> = {
  ...of("×✕✖⋅·∙∗•", "*"),
  ...of("−–‒﹣", "-"),
  ...of("÷∕⁄", "/"),
  ...of("‘’′", "'"),
  ...of("“”„", '"'),
  ...{ "π": "pi", "∞": "oo", "≤": "<=", "≥": ">=", "≠": "!=", "…": "..." },
};
const SIGN_REGEXP = new RegExp(`[${Object.keys(SIGNS).join("")}]`, "g");
const SUPERSCRIPT_REGEXP = /([⁺⁻]?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g;
const ROOT_REGEXP = /([√∛]) ?(?:(\d+(?:\.\d+)?|[a-z](?![a-z]))|(?=\())/gi;

/** Signs as a keyboard has them: `√9·x²` becomes `sqrt(9)*x^2`; full-width and other forms of letters and digits too. */
function signs(text: string): string {
  return text
    .replaceAll(SUPERSCRIPT_REGEXP, (_, sign, digits) => `^${sign === "⁻" ? `(-${plain(digits)})` : plain(digits)}`)
    .replaceAll(ROOT_REGEXP, (_, sign, operand) => {
      const name = sign === "√" ? "sqrt" : "cbrt";
      return operand === undefined ? name : `${name}(${operand})`;
    })
    .replaceAll(/(\d?)([¼-¾⅐-⅞])/g, (_, whole, fraction) => `${whole}${whole && " "}${plain(fraction)}`)
    .normalize("NFKC")
    .replaceAll(SIGN_REGEXP, (sign) => SIGNS[sign])
    .replaceAll(/[\n\t]/g, " ");
}

/** `1,000` becomes `1000`, `15 %` becomes `15%`, `7x8` becomes `7*8`. */
function numbers(text: string): string {
  return text
    .replaceAll(
      /(?<![\d.,({[])\d{1,3}(?:,\d{3})+(?![\d,]|\.\d)/g,
      (number) => isList(number) ? number : number.replaceAll(",", ""),
    )
    .replaceAll(/(\d) +%/g, "$1%")
    .replaceAll(/(?<![\w.])(\d+(?:\.\d+)?)[xX](?=\d)/g, "$1*");
}

/** `100,200,300` may be three numbers; `1,200,300` is one. */
function isList(number: string): boolean {
  const groups = number.split(",");
  return groups.length > 2 && groups[0].length === 3;
}

const QUESTION_REGEXP = /^(?:what|which|is|are|how|does|do|can|will|who|when|where)\b/i;
const REQUEST_REGEXP =
  /^(?:solve|calculate|compute|evaluate|simplify|expand|factor(?:i[sz]e)?|find|work out|let|suppose|put|sort|give|differentiate|collect|rearrange|list|convert|round|determine|divide|multiply|add|subtract|integrate)\b/i;

/** A capital first, a point or question mark last, and no `= ?` behind an expression. */
function sentence(text: string): string {
  const open = text.endsWith("?") ? text.slice(0, -1).trimEnd() : text;
  const asked = open.endsWith("=") ? open.slice(0, -1).trimEnd() : text;
  if (asked === "") return text;
  const begun = QUESTION_REGEXP.test(asked) || REQUEST_REGEXP.test(asked)
    ? asked[0].toUpperCase() + asked.slice(1)
    : asked;
  if (/[.?!:;]$/.test(begun) || begun.includes("?")) return begun;
  if (QUESTION_REGEXP.test(begun)) return `${begun}?`;
  return REQUEST_REGEXP.test(begun) ? `${begun}.` : begun;
}

/** All rules, in the order in which they are applied. */
const RULES = {
  /** Invisible characters and odd blanks: loses nothing, so every model gets it. */
  blanks,
  /** `√9·x²` to `sqrt(9)*x^2`. */
  signs,
  /** `$\frac{x}{3}$` to `x/3`. */
  latex: fromLatex,
  /** `1,000` to `1000`, `15 %` to `15%`. */
  numbers,
  /** `2x^2` to `2*x**2`. */
  products: withProducts,
  /** `3*x+5=20` to `3*x + 5 = 20`. */
  spaces: withSpaces,
  /** `what is 7*8` to `What is 7*8?` */
  sentence,
} as const;

/** Names of the rules, in the order in which they are applied. */
export const TYPED_RULES = Object.keys(RULES) as [TypedRule, ...TypedRule[]];

/** Name of a rule. */
export type TypedRule = keyof typeof RULES;

/** What every model gets: it changes nothing that can be seen. */
export const HARMLESS_RULES: readonly TypedRule[] = ["blanks"];

/** A question as a model with these rules reads it. */
export function readTyped(question: string, rules: readonly TypedRule[] = HARMLESS_RULES): string {
  if (question.length > MAX_LENGTH) return question;
  return TYPED_RULES.filter((name) => rules.includes(name)).reduce((text, name) => RULES[name](text), question);
}

function of(signs: string, meaning: string): Record<string, string> {
  return Object.fromEntries([...signs].map((sign) => [sign, meaning]));
}

/** Superscripts and fractions in one character as they are written with digits and a slash. */
function plain(text: string): string {
  return text.normalize("NFKC").replaceAll("\u2044", "/");
}
