/**
 * The value that a printed line states: `The total is 54.` states 54.
 *
 * @module
 */
import { splitTop } from "../grade/brackets.ts";

/** A number in a sentence: 1,250.50, -3, 7/8. */
const NUMBER_REGEXP = /(?<![\w.])[-−]?\d+(?:,\d{3})*(?:\.\d+)?(?:\/\d+)?(?![\w/])/g;
/** More words than these are a sentence, and no number with its unit. */
const WORDS_OF_A_UNIT = 3;

/** What stands behind the last `=`, `:` or "is" of a line; of a sentence that names one number, that number; else the line. */
export function printedValue(line: string): string {
  const behind = splitTop(line, /^[=:]/).at(-1)!.split(/\b(?:is|are|equals)\b/).at(-1)!;
  const value = behind.trim().replace(/\.$/, "") || line;
  const numbers = value.match(NUMBER_REGEXP) ?? [];
  const words = value.match(/\p{L}{2,}/gu) ?? [];
  return numbers.length === 1 && words.length > WORDS_OF_A_UNIT ? numbers[0] : value;
}
