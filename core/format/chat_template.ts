/**
 * A model's own chat template, rendered once with a place for the question.
 *
 * @module
 */
import { Template } from "@huggingface/jinja";
import { PolicyError } from "../errors.ts";
import { isTemplate } from "../prompt_template.ts";
import { CHAT_SYSTEM } from "./chat_format.ts";

/** The place of the question. */
const QUESTION = "{question}";
/** A block of thought that the template opens for the model. */
const OPEN_THOUGHT_REGEXP = /<(think|thinking|thought|reasoning)>\s*$/;

/**
 * The chat up to where the model's turn begins: system message, `{question}`, the header of the answer.
 *
 * Thinking in words is switched off by `enable_thinking`, where the template has it; a block that it opens all the same is
 * closed at once. A template that refuses system messages gets the system's words in front of the question.
 *
 * @param source the Jinja text of `tokenizer.chat_template`
 * @throws {PolicyError} `model_invalid` where it cannot be rendered, or leaves the question out
 */
export function renderChatTemplate(source: string): string {
  const system = { role: "system", content: CHAT_SYSTEM }, user = { role: "user", content: QUESTION };
  const together = { role: "user", content: `${CHAT_SYSTEM}\n\n${QUESTION}` };
  let reason = "it leaves the question out";
  for (const messages of [[system, user], [together]]) {
    try {
      const text = render(source, messages);
      if (isTemplate(text) && text.includes(CHAT_SYSTEM.slice(0, CHAT_SYSTEM.indexOf(".")))) return closeThought(text);
    } catch (error) {
      reason = `it cannot be rendered: ${error instanceof Error ? error.message : error}`;
    }
  }
  throw new PolicyError("model_invalid", `Cannot use the model's chat template as ${reason}`);
}

function render(source: string, messages: readonly { readonly role: string; readonly content: string }[]): string {
  // The token that begins a text is the tokenizer's to add.
  const options = { messages, add_generation_prompt: true, enable_thinking: false, bos_token: "", eos_token: "" };
  return new Template(source).render(options);
}

function closeThought(text: string): string {
  const tag = OPEN_THOUGHT_REGEXP.exec(text)?.[1];
  return tag === undefined ? text : `${text.trimEnd()}\n\n</${tag}>\n\n`;
}
