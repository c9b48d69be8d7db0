/**
 * Renders a prompt as one text whose untrusted segments hold no control tokens.
 *
 * @module
 */
import type { PromptSegment } from "@rstar/core";

/** The first character of a possible name of a control token: `<|im_end|>`, `</s>`, `<end_of_step>`, `[INST]`. */
const CONTROL_TOKEN_REGEXP = /<(?=[\p{L}\p{N}_|｜▁/:.!-]{1,80}>)|\[(?=\/?(?:INST|[A-Z]+_[A-Z_]+)\])/gu;

/**
 * Renders a prompt for a server that parses the names of control tokens in it.
 *
 * In an untrusted segment a space is inserted behind the first character of each such name, which breaks it: `< |im_end|>`.
 * Why not token ids, which would keep the question unchanged: vLLM's `/tokenize` has no option to ignore control tokens, and
 * tokenising segments separately changes the tokens where they meet. Honest questions hardly ever contain such names.
 *
 * Covered: names in angle brackets, Mistral's in square ones. Not covered: control tokens of any other form.
 */
export function promptText(segments: readonly PromptSegment[]): string {
  return segments.map(({ text, special }) => special ? text : text.replace(CONTROL_TOKEN_REGEXP, "$& ")).join("");
}
