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
import { asSentence } from "./sentence.ts";

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

/** `1,000` becomes `1000`, `15 %` becomes `15%`, `sqrt 9` becomes `sqrt(9)`, `2 1/2` becomes `5/2`, `7x8` and `7 x 8` become `7*8` and `7 * 8`. */
function numbers(text: string): string {
  return text
    .replaceAll(
      /(?<![\d.,({[])\d{1,3}(?:,\d{3})+(?![\d,]|\.\d)/g,
      (number) => isList(number) ? number : number.replaceAll(",", ""),
    )
    .replaceAll(/(\d) %/g, "$1%")
    .replaceAll(/\bsqrt ?(\d+(?:\.\d+)?)/gi, "sqrt($1)")
    .replaceAll(/(\d%)of\b/g, "$1 of")
    .replaceAll(/(?<![\w.])(\d+(?:\.\d+)?)( ?)[xX](\2)(?=\d)/g, "$1$2*$2")
    .replaceAll(
      MIXED_REGEXP,
      (number, whole, over, under) =>
        Number(over) < Number(under) ? `${Number(whole) * Number(under) + Number(over)}/${under}` : number,
    );
}

/** A number and a fraction behind it, in no list and behind no sign that would take the number alone. */
const MIXED_REGEXP = /(?<![\d./*^(),:-] ?)(?<!\w)(\d{1,6}) (\d{1,6})\/(\d{1,6})(?![\w./^]| \d)/g;

/** `100,200,300` may be three numbers; `1,200,300` is one. */
function isList(number: string): boolean {
  const groups = number.split(",");
  return groups.length > 2 && groups[0].length === 3;
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
  /** `what is 7*8` to `What is 7*8?`, `3*x = 6` to `Solve 3*x = 6 for x.` */
  sentence: asSentence,
} as const;

/** Names of the rules, in the order in which they are applied. */
export const TYPED_RULES = Object.keys(RULES) as [TypedRule, ...TypedRule[]];

/** Name of a rule. */
export type TypedRule = keyof typeof RULES;

/** What every model gets: it changes nothing that can be seen. */
export const HARMLESS_RULES: readonly TypedRule[] = ["blanks"];

/** Times that the rules are applied at most, until nothing changes. */
const MAX_PASSES = 5;

/** A question as a model with these rules reads it. What it reads is read as itself; a text that never comes to rest stays. */
export function readTyped(question: string, rules: readonly TypedRule[] = HARMLESS_RULES): string {
  if (question.length > MAX_LENGTH) return question;
  const chosen = TYPED_RULES.filter((name) => rules.includes(name));
  let text = question;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const before = text;
    text = chosen.reduce((changed, name) => RULES[name](changed), before);
    if (text === before) return text;
  }
  return question;
}

function of(signs: string, meaning: string): Record<string, string> {
  return Object.fromEntries([...signs].map((sign) => [sign, meaning]));
}

/** Superscripts and fractions in one character as they are written with digits and a slash. */
function plain(text: string): string {
  return text.normalize("NFKC").replaceAll("\u2044", "/");
}
