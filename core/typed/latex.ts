/**
 * LaTeX in a question, as plain maths: `$\frac{x}{3}$` becomes `x/3`.
 *
 * A question with a command or brace that is not known stays as it is, as half of it would be neither.
 *
 * @module
 */
import { DOLLAR_MATHS, isMoney } from "./dollars.ts";

/** Commands that stand for a sign or nothing. */
const SIGNS = new Map(Object.entries({
  cdot: "*",
  times: "*",
  ast: "*",
  div: "/",
  pm: "+-",
  le: "<=",
  leq: "<=",
  ge: ">=",
  geq: ">=",
  ne: "!=",
  neq: "!=",
  lt: "<",
  gt: ">",
  pi: "pi",
  infty: "oo",
  ldots: "...",
  dots: "...",
  left: "",
  right: "",
  displaystyle: "",
  quad: " ",
  qquad: " ",
  sin: "sin",
  cos: "cos",
  tan: "tan",
  ln: "ln",
  log: "log",
  exp: "exp",
  circ: "degrees",
}));
const WRAPPERS = new Set(["text", "mathrm", "mathbf", "mathit", "operatorname", "textbf", "mbox"]);
const FRACTIONS = new Set(["frac", "dfrac", "tfrac"]);
const MAX_NESTING = 60;

/** The question without LaTeX; the question itself where not all of it is understood. */
export function fromLatex(question: string): string {
  const text = withoutDelimiters(question);
  if (!text.includes("\\") && !/[{}]/.test(text)) return text;
  if (!text.includes("\\") && !/[\^_]\{/.test(text)) return text; // braces of a set
  try {
    return new Reader(text).read();
  } catch (error) {
    if (error instanceof UnknownLatex) return question;
    throw error;
  }
}

/** Without `$…$`, `\(…\)` and `\[…\]`. What is money keeps its dollars. */
function withoutDelimiters(text: string): string {
  return text
    .replaceAll(/\$\$([^$]+)\$\$/g, "$1")
    .replaceAll(new RegExp(DOLLAR_MATHS, "g"), (whole, inside) => isMoney(inside) ? whole : inside)
    .replaceAll(/\\[([)\]]/g, "");
}

class UnknownLatex extends Error {}

/** Reads text with LaTeX from left to right. */
class Reader {
  readonly #text: string;
  #at = 0;
  #nesting = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): string {
    const all = this.#sequence();
    if (this.#at < this.#text.length) throw new UnknownLatex("a brace closes what was not opened");
    return all.replaceAll(/ {2,}/g, " ");
  }

  /** Everything to the end or to the brace that closes. */
  #sequence(): string {
    let all = "";
    while (this.#at < this.#text.length && this.#text[this.#at] !== "}") all += this.#item();
    return all;
  }

  #item(): string {
    if (++this.#nesting > MAX_NESTING) throw new UnknownLatex("too much inside each other");
    try {
      return this.#read();
    } finally {
      this.#nesting--;
    }
  }

  #read(): string {
    const character = this.#text[this.#at];
    if (character === "\\") return this.#command();
    if (character === "{") return this.#group();
    this.#at++;
    if (character === "^" && this.#text[this.#at] === "{") return `^${inParentheses(this.#group())}`;
    return character;
  }

  /** What stands in braces. */
  #group(): string {
    this.#at++;
    const inside = this.#sequence();
    if (this.#text[this.#at] !== "}") throw new UnknownLatex("a brace is not closed");
    this.#at++;
    return inside;
  }

  /** What a command is applied to: a group, or one character. */
  #argument(): string {
    while (this.#text[this.#at] === " ") this.#at++;
    if (this.#at >= this.#text.length) throw new UnknownLatex("an argument is missing");
    return this.#item();
  }

  #command(): string {
    const name = /^\\([a-zA-Z]+|.)/su.exec(this.#text.slice(this.#at, this.#at + 40))?.[1];
    if (name === undefined) throw new UnknownLatex("a backslash ends the text");
    this.#at += 1 + name.length;
    if (FRACTIONS.has(name)) return `${inParentheses(this.#argument())}/${inParentheses(this.#argument())}`;
    if (name === "sqrt") return this.#root();
    if (WRAPPERS.has(name)) return this.#argument();
    const sign = SIGNS.get(name);
    if (sign !== undefined) return this.#apart(sign);
    if ("%$&#_".includes(name)) return name;
    if (",;:! ".includes(name)) return " ";
    throw new UnknownLatex(`a command that is not known: ${name}`);
  }

  /** A word stands apart from what follows. */
  #apart(sign: string): string {
    return /^[a-z]/.test(sign) && /[a-z\d]/i.test(this.#text[this.#at] ?? "") ? `${sign} ` : sign;
  }

  #root(): string {
    if (this.#text[this.#at] !== "[") return `sqrt(${this.#argument()})`;
    const end = this.#text.indexOf("]", this.#at);
    if (end < 0) throw new UnknownLatex("a bracket is not closed");
    const index = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    return index === "3" ? `cbrt(${this.#argument()})` : `${inParentheses(this.#argument())}^(1/${index})`;
  }
}

/** In parentheses unless it is one number or letter. */
function inParentheses(text: string): string {
  return /^(?:\d+(?:\.\d+)?|[a-z]|pi)$/i.test(text.trim()) ? text.trim() : `(${text})`;
}
