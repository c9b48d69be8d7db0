/**
 * A search as a chat completion of the OpenAI API.
 *
 * @module
 */
import type { SolveResult } from "../solve/solve_record.ts";
import { reasoningText, said } from "./answer_text.ts";
import { type ChatRequest, type ReasoningForm, reasoningForm } from "./chat_request.ts";
import { type CompletionForm, completionHead, extras, usage } from "./completion.ts";
import { stopTexts } from "./stop_texts.ts";

/** How the search of a chat is told; `reasoning` says where its reasoning goes unless the request does. */
export function chatForm(request: ChatRequest, reasoning: ReasoningForm): CompletionForm {
  const head = completionHead("chatcmpl", request.model);
  const stops = stopTexts(request.stop);
  const form = reasoningForm(request, reasoning);
  const part = (delta: unknown, finish: "stop" | "length" | null = null) => ({
    ...head,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });
  const reasoningPart = (text: string) =>
    form === "none" ? null : part(form === "think" ? { content: text } : { reasoning_content: text });
  return {
    whole(result) {
      const { content, refusal, finish } = said(result, stops);
      const message = { role: "assistant", refusal, ...withReasoning(content, result, form) };
      return {
        ...head,
        object: "chat.completion",
        choices: [{ index: 0, message, logprobs: null, finish_reason: finish }],
        ...usage(result),
        ...extras(result),
      };
    },
    opening: () => part({ role: "assistant", content: form === "think" ? "<think>\n" : "" }),
    reasoning: reasoningPart,
    closing(result) {
      const { content, refusal, finish } = said(result, stops);
      const delta = { content: `${form === "think" ? "</think>\n\n" : ""}${content}`, ...(refusal && { refusal }) };
      return [
        reasoningPart(`\n${reasoningText(result)}\n`),
        part(delta),
        { ...part({}, finish), ...extras(result) },
        request.stream_options?.include_usage
          ? { ...head, object: "chat.completion.chunk", choices: [], ...usage(result), ...extras(result) }
          : null,
      ];
    },
  };
}

function withReasoning(content: string, result: SolveResult, form: ReasoningForm): object {
  const reasoning = reasoningText(result);
  if (form === "think") return { content: `<think>\n${reasoning}\n</think>\n\n${content}` };
  return form === "none" ? { content } : { content, reasoning_content: reasoning };
}
