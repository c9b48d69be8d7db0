/**
 * What a completion says of a search: the answer in the model's words, or a sentence that says why there is none.
 *
 * @module
 */
import { ANSWER, boxedAnswer, END_OF_ANSWER } from "@rstar/core";
import { guessSentence, programText } from "@rstar/core/search";
import type { SolveProgress } from "../solve/solve_event.ts";
import type { SolveResult } from "../solve/solve_record.ts";
import { cutAt } from "./stop_texts.ts";

/** What is said, and why it ends. */
export interface Said {
  /** The answer, or the sentence of the refusal; cut before the first stop text. */
  readonly content: string;
  /** The sentence, whole, where there is no answer. */
  readonly refusal: string | null;
  /** `length` where a budget ended the search before there was an answer, and no stop text cut the sentence. */
  readonly finish: "stop" | "length";
}

/** What a result says, up to the first of the stop texts. */
export function said(result: SolveResult, stops: readonly string[]): Said {
  const { answer, stopped } = result;
  const refusal = answer === null ? sentenceWithoutAnswer(result) : null;
  const whole = refusal ?? answerInWords(result);
  const content = cutAt(whole, stops);
  const isShort = answer === null && (stopped === "tokens" || stopped === "seconds") && content === whole;
  return { content, refusal, finish: isShort ? "length" : "stop" };
}

function sentenceWithoutAnswer({ guess, confidence, usage: { rollouts, tokens } }: SolveResult): string {
  if (guess !== null) return `Not sure: ${guessSentence({ guess, confidence })}`;
  return `No answer was found in ${rollouts} ${rollouts === 1 ? "rollout" : "rollouts"} and ${tokens} tokens.`;
}

/** The model's words, what they box being the answer of the search, which need not be the model's copy of it. */
function answerInWords({ steps, forms }: SolveResult): string {
  const latex = `\\boxed{${forms!.latex}}`;
  const last = steps.at(-1)?.text ?? "";
  const words = last.endsWith(END_OF_ANSWER) ? last.replace(ANSWER, "").replace(END_OF_ANSWER, "").trim() : "";
  const copied = `\\boxed{${boxedAnswer(words)}}`;
  return words.includes(copied) ? words.replace(copied, () => latex) : `The answer is ${latex}.`;
}

/** The reasoning: the winning program, with its outputs as comments; empty where no answer was found. */
export function reasoningText({ steps }: SolveResult): string {
  return programText(steps);
}

/** One line of reasoning while the search runs: rollouts, and answers with their votes. */
export function progressText({ rollouts, answers }: SolveProgress): string {
  const found = answers.map(({ answer, votes }) => `${answer} (${votes})`).join(", ");
  return `Rollout ${rollouts}: ${found === "" ? "no answer yet" : found}\n`;
}
