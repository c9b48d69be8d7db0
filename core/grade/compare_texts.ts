/**
 * The first layer of grading, without the sandbox: two texts are normalised, parsed and compared.
 *
 * @module
 */
import { type Answer, parseAnswer } from "./answer.ts";
import { unwrapText } from "./brackets.ts";
import { compareAnswers, type Comparison } from "./compare.ts";
import { boxedAnswer } from "./extract.ts";
import { normalizeAnswer } from "./normalize.ts";
import { expandPlusMinus } from "./plus_minus.ts";

/** Marks by which math-verify finds the mathematics in a text; it is asked about such texts as they are, too. */
const MARKED_REGEXP = /\$|\\boxed|\\\(|\\\[/;
/** A truth in sentences, of which math-verify would compare only a part; the second form is one without its white space. */
const PROSE_REGEXP = /(?:(?<![\\a-zA-Z])[a-zA-Z]{2,}[ ,]+){6}|(?<![\\a-zA-Z])[a-zA-Z]{15}/;
const QUANTIFIER_REGEXP = /\\(?:forall|exists)(?![a-zA-Z])|[\u2200\u2203]/;
/** Longer texts are never equal to anything. */
const MAX_TEXT_LENGTH = 100_000;
/** Longer answers are only compared as text. */
const MAX_LENGTH = 4000;

/**
 * Compares a prediction with the ground truth, each an answer or a text that ends in a boxed one.
 *
 * @returns `true` or `false` where that is certain, else the question for the sandbox
 */
export function compareTexts(prediction: string, truth: string): Comparison {
  if (prediction.length > MAX_TEXT_LENGTH || truth.length > MAX_TEXT_LENGTH) return false;
  const [p, t] = [answerOf(prediction), answerOf(truth)];
  if (p === "" || t === "") return false;
  if (p === t) return true;
  if (p.length > MAX_LENGTH || t.length > MAX_LENGTH) return false;
  const [answer, expected] = [parseAnswer(expandPlusMinus(p, t)), parseAnswer(expandPlusMinus(t, p))];
  const letter = choiceLetter(expected);
  if (letter !== undefined && letter === choiceLetter(answer)) return true;
  const comparison = compareAnswers(answer, expected);
  if (typeof comparison === "boolean") return comparison;
  const isMarked = MARKED_REGEXP.test(prediction) || MARKED_REGEXP.test(truth);
  if (QUANTIFIER_REGEXP.test(p + t) || !MARKED_REGEXP.test(truth) && PROSE_REGEXP.test(t)) return false;
  const isShort = prediction.length <= MAX_LENGTH && truth.length <= MAX_LENGTH;
  return isShort && (isMarked || "pair" in comparison)
    ? { any: [comparison, { pair: [prediction, truth] }] }
    : comparison;
}

/** The letter of a multiple-choice answer: `B`, `(B)`, `\text{B}`, `(B) seven`, `B. seven`. */
function choiceLetter({ text }: Answer): string | undefined {
  const bare = text.replace(/\\text\s*\{([^{}]*)\}/g, "$1").trim();
  return /^(?:\(([A-J])\)(?:$|\s.*)|([A-J])(?:[.):]?$|[.):]\s.*))/.exec(bare)?.slice(1).find((letter) =>
    letter !== undefined
  );
}

function answerOf(text: string): string {
  return normalizeAnswer(unwrapText(boxedAnswer(text) ?? text));
}
