/**
 * Finds the answer in a text: the content of its last `\boxed{}`.
 *
 * @module
 */
import { closingBrace, unwrapText } from "./brackets.ts";

/** Of more boxes only the last ones are looked at. */
const MAX_BOXES = 64;
const BOX_REGEXP = /\\(?:boxed|fbox)\b/g;
/** What may stand between boxes of one answer, without the signs of mathematics: `,`, "and", "papers and". */
const JOINED_REGEXP = /^[\p{L} ()]{0,20}(?:,|;|and|or|, ?and|, ?or)(?: \p{L}(?:_?\d)? ?=)?$/u;
const SIGNS_REGEXP = /\\[()]|\$|\\q?quad|\\text\{|\}|\s/g;

/** One `\boxed{}` of a text; `end` is the index behind it. */
interface Box {
  readonly content: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The content of the last `\boxed{…}` or `\fbox{…}` with balanced braces; `\boxed 5` gives `5`. Boxes that only commas,
 * "and" or "or" part are one answer: `\boxed{1}, \boxed{2}` gives `1,2`. A `\text{…}` around the whole is unwrapped.
 *
 * @returns `undefined` where the text has no box, or its last box is not closed
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { boxedAnswer } from "@rstar/core/grade";
 *
 * assert.equal(boxedAnswer("The answer is \\boxed{\\frac{1}{2}}."), "\\frac{1}{2}");
 * ```
 */
export function boxedAnswer(text: string): string | undefined {
  const contents: string[] = [];
  let next: Box | undefined;
  for (const { index } of [...text.matchAll(BOX_REGEXP)].slice(-MAX_BOXES).reverse()) {
    const box = boxAt(text, index);
    if (box === undefined || next !== undefined && !isJoin(text.slice(box.end, next.start))) break;
    contents.push(unwrapText(box.content));
    next = box;
  }
  return next === undefined ? undefined : contents.reverse().join(",");
}

function isJoin(between: string): boolean {
  return between.length < 80 && JOINED_REGEXP.test(between.replace(SIGNS_REGEXP, " ").replace(/ +/g, " ").trim());
}

/** The box whose command starts at `start`. */
function boxAt(text: string, start: number): Box | undefined {
  const name = text.startsWith("\\boxed", start) ? "\\boxed" : "\\fbox";
  let open = start + name.length;
  while (text[open] === " ") open++;
  if (text[open] === "{") {
    const end = closingBrace(text, open);
    return end < 0 ? undefined : { content: text.slice(open + 1, end), start, end: end + 1 };
  }
  const word = /^[^\s$]+/.exec(text.slice(open))?.[0] ?? "";
  let length = word.length;
  while (".,;".includes(word[length - 1] ?? " ")) length--;
  const bare = word.slice(0, length);
  return bare ? { content: bare, start, end: open + bare.length } : undefined;
}
