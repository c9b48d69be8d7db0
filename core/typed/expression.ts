/**
 * Expressions inside a text: which characters are maths, where a product has no sign, and where spaces belong.
 *
 * Known are numbers, single letters, calls, operators and parentheses; any other word ends an expression. A letter before a
 * parenthesis is a call, as in `f(2)`.
 *
 * @module
 */

/** What a token may be, the first that fits. Dates, times, words, numbers with an exponent or in base 16 are whole. */
const KINDS = {
  other: String.raw`\d{4}-\d\d-\d\d|\d{1,2}:\d\d|(?:[a-z]|\d+(?!e\d+(?![a-z\d]))[a-z])\d[a-z\d]*`,
  number: String.raw`(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+(?![a-z]))?`,
  call: String.raw`(?:a?(?:sin|cos|tan)h?|sec|csc|cot|sqrt|cbrt|root|log|ln|exp|abs|gcd|lcm)(?= ?\()`,
  letter: String.raw`pi(?![a-z])|(?<![a-z])[a-z](?![a-z'])`,
  word: String.raw`[\p{L}\p{M}_']+`,
  relation: String.raw`<=|>=|!=|==|[=<>]`,
  operator: String.raw`\*\*|[-+*/^]`,
  open: String.raw`\(`,
  close: String.raw`\)`,
  blank: String.raw`\s+`,
} as const;
type Kind = keyof typeof KINDS;

const KIND_NAMES = Object.keys(KINDS) as Kind[];
const TOKEN_REGEXP = new RegExp(`${KIND_NAMES.map((kind) => `(${KINDS[kind]})`).join("|")}|.`, "gisu");

/** A piece of a text. */
interface Token {
  readonly text: string;
  readonly kind: Kind;
}

function tokensOf(text: string): Token[] {
  return Array.from(text.matchAll(TOKEN_REGEXP), ([found, ...groups]) => {
    const kind = groups.findIndex((group) => group !== undefined);
    return { text: found, kind: kind < 0 ? "other" : KIND_NAMES[kind] };
  });
}

const ends = (token: Token | undefined): boolean =>
  token !== undefined && (token.kind === "number" || token.kind === "letter" || token.kind === "close");
const begins = (token: Token | undefined): boolean =>
  token !== undefined &&
  (token.kind === "number" || token.kind === "letter" || token.kind === "call" || token.kind === "open");

/** Letters that are variables wherever they stand behind a number: `5 m` and `5m` may be metres. */
const VARIABLES = "xyz";

/** Where letters may be digits. */
const OTHER_BASE = /\b(?:base|hex|hexadecimal)\b/i;

/** Signs for products that have none, and `**` for powers: `2x^2(x+1)` becomes `2*x**2*(x+1)`. */
export function withProducts(text: string): string {
  if (isLatex(text) || OTHER_BASE.test(text)) return text;
  const tokens = tokensOf(text);
  const isMaths = tokens.some(({ kind }) => kind === "operator" || kind === "relation" || kind === "open");
  return tokens.map((token, index) => {
    if (token.text === "^") return "**";
    const next = tokens[index + 1];
    if (token.kind === "word") {
      return isMaths && /^[xyz]{2,3}$/i.test(token.text) ? [...token.text].join("*") : token.text;
    }
    if (next === undefined || !isProduct(token, next, isMaths)) return token.text;
    return `${token.text}*`;
  }).join("");
}

/** Whether two neighbours without a blank between them are factors. */
function isProduct(left: Token, right: Token, isMaths: boolean): boolean {
  if (left.kind === "close") return begins(right);
  if (left.kind !== "number") return false;
  if (right.kind === "open" || right.kind === "call") return true;
  if (right.kind === "word") return isMaths && /^[xyz]{2,3}$/i.test(right.text);
  return right.kind === "letter" && (isMaths || VARIABLES.includes(right.text.toLowerCase()) || right.text === "pi");
}

/** Numbers alone, which are read alike with and without spaces. */
const LONE_SUM = /^-?[\d.]+[-+]-?[\d.]+$/;

/** Spaces as a model reads them: round `+`, `-` and `=` between operands, none beside `*` and `/` where there are sums. */
export function withSpaces(text: string): string {
  if (isLatex(text) || LONE_SUM.test(text)) return text;
  const tokens = tokensOf(text);
  const isSum = (token: Token): boolean => token.text === "+" || token.text === "-";
  const isBinary = (index: number): boolean => ends(before(tokens, index)) && begins(behindSigns(tokens, index));
  const hasSums = tokens.some((token, index) => isSum(token) && isBinary(index));
  const pieces: string[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const { kind, text: sign } = tokens[index];
    const isOperator = (kind === "operator" || kind === "relation") && isBinary(index);
    const blanks = [pieces.at(-1) === " ", tokens[index + 1]?.kind === "blank"];
    const spaced = kind === "relation" || isSum(tokens[index]);
    if (kind === "blank" && (tokens[index - 1]?.kind === "open" || tokens[index + 1]?.kind === "close")) continue;
    const isFree = !spaced && !hasSums && blanks[0] === blanks[1]; // `7 * 8` and `7*8` alone are read alike
    if (!isOperator || isFree) {
      pieces.push(sign);
      continue;
    }
    if (blanks[0]) pieces.pop();
    pieces.push(spaced ? ` ${sign} ` : sign);
    if (blanks[1]) index++;
  }
  return pieces.join("");
}

/** What still has commands was not understood. */
function isLatex(text: string): boolean {
  return /\\[a-z]/i.test(text);
}

/** The token before, blanks left out; none behind the mark of a choice, as in `(a) -2`. */
function before(tokens: readonly Token[], index: number): Token | undefined {
  if (tokens[index - 1]?.kind !== "blank") return tokens[index - 1];
  const isMark = [4, 3, 2].map((back) => tokens[index - back]?.kind).join() === "open,letter,close";
  return isMark ? undefined : tokens[index - 2];
}

/** The first token behind that is neither a blank nor a sign. */
function behindSigns(tokens: readonly Token[], index: number): Token | undefined {
  for (let at = index + 1; at < tokens.length && at <= index + 4; at++) {
    const { kind, text } = tokens[at];
    if (kind !== "blank" && text !== "-" && text !== "+") return tokens[at];
  }
  return undefined;
}
