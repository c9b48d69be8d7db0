/**
 * The first layer of grading, without the sandbox: two texts are normalised, parsed and compared.
 *
 * @module
 */
import { type Answer, parseAnswer } from "./answer.ts";
import { unwrapText } from "./brackets.ts";
import { compareAnswers, type Comparison } from "./compare.ts";
import { boxedAnswer, statedAnswer } from "./extract.ts";
import { MAX_ANSWER_LENGTH, mendEscapes, normalizeAnswer } from "./normalize.ts";
import { expandPlusMinus } from "./plus_minus.ts";

const UNCLOSED_REGEXP = /\\(?:boxed|fbox)\b/;
/** In longer texts control characters stay as they are. */
const MAX_MENDED_LENGTH = 8000;
/** Longer texts are never equal to anything. */
const MAX_TEXT_LENGTH = 100_000;

/**
 * Compares a prediction with the ground truth, each an answer or a text that ends in a boxed one.
 *
 * @returns `true` or `false` where that is certain, else the question for the sandbox
 */
export function compareTexts(prediction: string, truth: string): Comparison {
  if (prediction.length > MAX_TEXT_LENGTH || truth.length > MAX_TEXT_LENGTH) return false;
  const [said, expected] = [answerOf(prediction), answerOf(truth)];
  const [p, t] = [said.answer, expected.answer];
  if (p === "" || t === "") return false;
  if (said.subject !== "" && expected.subject !== "" && said.subject !== expected.subject) return false;
  if (p === t) return true;
  if (p.length > MAX_ANSWER_LENGTH || t.length > MAX_ANSWER_LENGTH) return false;
  const [given, right] = [parseAnswer(expandPlusMinus(p, t)), parseAnswer(expandPlusMinus(t, p))];
  const letter = choiceLetter(right);
  if (letter !== undefined && letter === choiceLetter(given)) return true;
  return compareAnswers(given, right);
}

/** The letter of a multiple-choice answer: `B`, `(B)`, `\text{B}`, `(B) seven`, `B. seven`. */
function choiceLetter({ text }: Answer): string | undefined {
  const bare = text.replace(/\\text\s?\{([^{}]*)\}/g, "$1").trim();
  return /^(?:\(([A-J])\)(?:$|\s.*)|([A-J])(?:[.):]?$|[.):]\s.*))/.exec(bare)?.slice(1).find((letter) =>
    letter !== undefined
  );
}

function answerOf(text: string): { answer: string; subject: string } {
  const mended = text.length > MAX_MENDED_LENGTH ? text : mendEscapes(text);
  const boxed = boxedAnswer(mended) ?? (UNCLOSED_REGEXP.test(mended) ? mended : undefined);
  const { answer, subject } = boxed === undefined ? statedAnswer(mended) : { answer: boxed, subject: "" };
  return { answer: normalizeAnswer(unwrapText(answer)), subject };
}
