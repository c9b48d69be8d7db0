/**
 * A search as a completion of the OpenAI API's older kind, which has no place for reasoning.
 *
 * @module
 */
import { said } from "./answer_text.ts";
import { type CompletionForm, completionHead, extras, usage } from "./completion.ts";
import { stopTexts } from "./stop_texts.ts";
import type { TextRequest } from "./text_request.ts";

/** How the search of a prompt is told. */
export function textForm(request: TextRequest): CompletionForm {
  const head = { ...completionHead("cmpl", request.model), object: "text_completion" };
  const stops = stopTexts(request.stop);
  const choice = (text: string, finish: "stop" | "length" | null) => (
    { index: 0, text, logprobs: null, finish_reason: finish }
  );
  return {
    whole(result) {
      const { content, finish } = said(result, stops);
      return { ...head, choices: [choice(content, finish)], ...usage(result), ...extras(result) };
    },
    opening: () => null,
    reasoning: () => null,
    closing(result) {
      const { content, finish } = said(result, stops);
      return [
        { ...head, choices: [choice(content, null)] },
        { ...head, choices: [choice("", finish)], ...extras(result) },
        request.stream_options?.include_usage ? { ...head, choices: [], ...usage(result), ...extras(result) } : null,
      ];
    },
  };
}
