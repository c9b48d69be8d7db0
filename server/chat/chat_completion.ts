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
  /** `chatcmpl-` and a random UUID. */
  readonly id: string;
  /** Time of the request, in Unix seconds. */
  readonly created: number;
  /** The model's name as in the request, perhaps with a preset. */
  readonly model: string;
}

/** Tokens of a completion. Those generated are of all branches of the search, not only of the message. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/** The whole completion, for a request that does not stream. */
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

/** A chunk of a streamed completion: `delta` is added to the message; `finish` is null in all but the last. */
export function chunk(head: CompletionHead, delta: unknown, finish: "stop" | "length" | null = null): unknown {
  return {
    ...head,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  };
}

/** The chunk with the usage, for a request with `stream_options.include_usage`. */
export function usageChunk(head: CompletionHead, result: SolveResult): unknown {
  return { ...head, object: "chat.completion.chunk", choices: [], usage: usage(result) };
}

/** The answer in the model's words, without tags; where there is none, a sentence that says so. */
export function answerText({ answer, steps, usage }: SolveResult): string {
  if (answer === null) return `No answer was found in ${usage.rollouts} rollouts.`;
  return steps.at(-1)!.text.replace(ANSWER, "").replace(END_OF_ANSWER, "").trim();
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

/** Why a completion ended: `length` where a budget ended it before there was an answer. */
export function finishReason({ answer, stopped }: SolveResult): "stop" | "length" {
  return answer === null && (stopped === "tokens" || stopped === "seconds") ? "length" : "stop";
}

function usage({ usage: { promptTokens, tokens } }: SolveResult): Usage {
  return { prompt_tokens: promptTokens, completion_tokens: tokens, total_tokens: promptTokens + tokens };
}
