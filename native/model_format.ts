/**
 * Which step format a model has: what its folder says, else what its file tells.
 *
 * @module
 */
import { END_OF_STEP, PolicyError } from "@rstar/core";
import {
  chatFormat,
  FEW_SHOT_TEMPLATE,
  officialFormat,
  renderChatTemplate,
  type StepFormat,
  type StepFormatName,
} from "@rstar/core/format";
import type { GgufHeader } from "./llama/gguf.ts";

/** What is said of a model's format beside its file. */
export interface FormatWish {
  /** Which one; default: what the file tells. */
  readonly stepFormat?: StepFormatName;
  /** The prompt, with `{question}` in it, in place of the format's own. */
  readonly template?: string;
}

/**
 * The format of a model. One whose vocabulary has the official tags was trained on them; of the others, those with a chat
 * template chat, and the rest go on with worked examples. A template alone is one of the official format.
 *
 * @param header of the policy's file
 * @throws {PolicyError} `model_invalid` where the chat template is wanted and cannot be used
 */
export function modelFormat(header: Pick<GgufHeader, "metadata">, wish: FormatWish = {}): StepFormat {
  const { metadata } = header;
  const chatTemplate = metadata.get("tokenizer.chat_template");
  const canChat = typeof chatTemplate === "string";
  const { template, stepFormat = told() } = wish;
  switch (stepFormat) {
    case "official":
      return officialFormat(template);
    case "few-shot":
      return chatFormat(template ?? FEW_SHOT_TEMPLATE, "few-shot");
    case "chat":
      if (template !== undefined) return chatFormat(template);
      if (canChat) return chatFormat(renderChatTemplate(chatTemplate));
      throw new PolicyError("model_invalid", "Cannot chat with the model as its file has no chat template");
  }

  function told(): StepFormatName {
    if (wish.template !== undefined || knowsTags(header)) return "official";
    return canChat ? "chat" : "few-shot";
  }
}

/** Whether a model was trained on the official tags: its vocabulary has them. */
export function knowsTags({ metadata }: Pick<GgufHeader, "metadata">): boolean {
  const tokens = metadata.get("tokenizer.ggml.tokens");
  return typeof tokens === "object" && tokens.strings().includes(END_OF_STEP);
}
