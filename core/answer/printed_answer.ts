/**
 * The answer of a trajectory: what its program printed. The model's own words count where they say the same, as a model that
 * retypes an output may miscopy it.
 *
 * @module
 */
import { answerKey } from "../grade/answer_key.ts";
import type { Pair } from "../grade/grade.ts";
import { isAnswer } from "./no_answer.ts";
import { printedValue } from "./printed_value.ts";

/** What a final answer is judged by. */
export interface AnswerSource {
  /** The question, which decides whether an infinite value may be its answer. */
  readonly question: string;
  /** What the steps of the program printed, in order; null where nothing was run. */
  readonly outputs: readonly string[] | null;
  /** Whether predictions equal truths, in their order. */
  readonly gradeAll: (pairs: readonly Pair[]) => Promise<readonly boolean[]>;
}

/**
 * The answer behind a model's words. They stand where they equal what was last printed, the whole output, one of its lines, or
 * what stands behind the `=` or `:` of such a line; else it is what the last step that printed something printed.
 *
 * @param boxed content of `\boxed{}`
 * @returns null where there is no answer: the program printed nothing, or what it printed is no answer
 */
export async function printedAnswer(
  boxed: string,
  { question, outputs, gradeAll }: AnswerSource,
): Promise<string | null> {
  const answer = outputs === null ? boxed.trim() : await behind(boxed, outputs.map(linesOf), gradeAll);
  return isAnswer(answer, question) ? answer : null;
}

async function behind(
  boxed: string,
  printed: readonly (readonly string[])[],
  gradeAll: AnswerSource["gradeAll"],
): Promise<string> {
  const last = printed.findLast((lines) => lines.length > 0);
  if (!last) return "";
  const whole = last.join(", ");
  const key = answerKey(boxed);
  const lines = printed.flat().reverse();
  if ([whole, ...lines].some((text) => saysSame(text, key))) return boxed;
  const texts = new Set([whole, printed.flat().join(", "), last.at(-1)!, printedValue(last.at(-1)!)]);
  const verdicts = await gradeAll([...texts].map((truth) => ({ prediction: boxed, truth })));
  return verdicts.includes(true) ? boxed : whole;
}

function saysSame(printed: string, key: string): boolean {
  return answerKey(printed) === key || answerKey(printedValue(printed)) === key;
}

function linesOf(output: string): string[] {
  return output.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}
