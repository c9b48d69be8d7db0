/**
 * A search as a chat completion of the OpenAI API.
 *
 * @module
 */
import { ANSWER, END_OF_ANSWER } from "@rstar/core";
import { programText } from "@rstar/core/search";
import type { ReasoningForm } from "./chat_request.ts";
import type { SolveProgress } from "../solve/solve_event.ts";
import type { SolveResult } from "../solve/solve_record.ts";

/** What all chunks of a completion have in common. */
export interface CompletionHead {
  /** Names the completion. */
  readonly id: string;
  /** Unix time in seconds. */
  readonly created: number;
  /** The model, as it was asked for. */
  readonly model: string;
}

/** Tokens that a completion took: those of all branches of the search. */
export interface Usage {
  /** Tokens of the prompt. */
  readonly prompt_tokens: number;
  /** Tokens generated. */
  readonly completion_tokens: number;
  /** Their sum. */
  readonly total_tokens: number;
}

/** The whole completion. */
export function completion(head: CompletionHead, result: SolveResult, form: ReasoningForm): unknown {
  const reasoning = reasoningText(result);
  const content = answerText(result);
  const message = form === "think"
    ? { role: "assistant", content: `<think>\n${reasoning}\n</think>\n\n${content}`, refusal: null }
    : { role: "assistant", content, refusal: null, ...(form === "content" && { reasoning_content: reasoning }) };
  return {
    ...head,
    object: "chat.completion",
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(result) }],
    usage: usage(result),
  };
}

/** A part of a streamed completion: what is added to the message, or its end. */
export function chunk(head: CompletionHead, delta: unknown, finish: "stop" | "length" | null = null): unknown {
  return {
    ...head,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  };
}

/** The part that tells the usage, where it was asked for. */
export function usageChunk(head: CompletionHead, result: SolveResult): unknown {
  return { ...head, object: "chat.completion.chunk", choices: [], usage: usage(result) };
}

/** The answer in the model's words; where there is none, a sentence that says so. */
export function answerText({ answer, steps, usage }: SolveResult): string {
  if (answer === null) return `No answer was found in ${usage.rollouts} rollouts.`;
  return steps.at(-1)!.text.replace(ANSWER, "").replace(END_OF_ANSWER, "").trim();
}

/** The winning program, as the reasoning behind the answer. */
export function reasoningText({ steps }: SolveResult): string {
  return programText(steps);
}

/** One line on where the search stands. */
export function progressText({ rollouts, answers }: SolveProgress): string {
  const found = answers.map(({ answer, votes }) => `${answer} (${votes})`).join(", ");
  return `Rollout ${rollouts}: ${found === "" ? "no answer yet" : found}\n`;
}

/** Why a completion ended: `length` where a budget ended it before there was an answer. */
export function finishReason({ answer, stopped }: SolveResult): "stop" | "length" {
  return answer === null && (stopped === "tokens" || stopped === "seconds") ? "length" : "stop";
}

function usage({ usage: { promptTokens, tokens } }: SolveResult): Usage {
  return { prompt_tokens: promptTokens, completion_tokens: tokens, total_tokens: promptTokens + tokens };
}
