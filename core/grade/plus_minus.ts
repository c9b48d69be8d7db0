/**
 * Expands `\pm` into the two values, for an answer whose counterpart lists them.
 *
 * @module
 */
import { splitTop } from "./brackets.ts";

const SIGN_REGEXP = /\\pm(?![a-zA-Z])\s*/g;
const MAX_SIGNS = 4;

/**
 * A list with each `\pm` of `text` written as + and -, where `other` has none. In a tuple each element's sign is free of
 * the others'; in one expression all signs go together. Texts with `\mp`, or with many signs, stay as they are.
 */
export function expandPlusMinus(text: string, other: string): string {
  if (!/\\pm(?![a-zA-Z])/.test(text) || /\\mp/.test(text) || /\\[pm]{2}(?![a-zA-Z])/.test(other)) return text;
  return splitTop(text, /^[,;]/).flatMap(variants).join(", ");
}

function variants(item: string): string[] {
  const tuple = /^\(([^]*)\)$/.exec(item);
  const elements = tuple === null ? [item] : splitTop(tuple[1], /^,/);
  const signed = elements.filter((element) => element.match(SIGN_REGEXP) !== null).length;
  if (signed === 0 || signed > MAX_SIGNS) return [item];
  const choices = elements.reduce<string[][]>(
    (heads, element) => heads.flatMap((head) => signs(element).map((sign) => [...head, sign])),
    [[]],
  );
  return choices.map((choice) => tuple === null ? choice[0] : `(${choice.join(", ")})`);
}

function signs(element: string): string[] {
  if (element.match(SIGN_REGEXP) === null) return [element];
  const isLeading = /^\s*\\pm/.test(element);
  return [element.replace(SIGN_REGEXP, isLeading ? "" : "+"), element.replace(SIGN_REGEXP, "-")];
}
