/**
 * A key by which answers are counted as votes, without asking the grader about each pair.
 *
 * @module
 */
import { MAX_ANSWER_LENGTH, normalizeAnswer, pythonAsLatex } from "./normalize.ts";
import { writtenNumber } from "./rational.ts";

/**
 * A text that is equal for answers that certainly mean the same: numbers by value (`0.5`, `1/2`), everything else by its
 * normalised spelling.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { answerKey } from "@rstar/core/grade";
 *
 * assert.equal(answerKey("0.50"), answerKey("\\frac{1}{2}"));
 * ```
 */
export function answerKey(answer: string): string {
  const normalized = normalizeAnswer(answer);
  if (normalized.length > MAX_ANSWER_LENGTH) return normalized;
  const text = pythonAsLatex(normalized).replace(/(?<!\d)\$/g, "");
  const number = writtenNumber(text);
  return number === undefined ? text : `${number.value.numerator}/${number.value.denominator}`;
}
