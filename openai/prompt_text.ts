import type { PromptSegment } from "@rstar/core";

/** The first character of what may be the name of a control token: `<|im_end|>`, `</s>`, `<end_of_step>`, `[INST]`. */
const CONTROL_TOKEN_REGEXP = /<(?=[\p{L}\p{N}_|｜▁/:.!-]{1,80}>)|\[(?=\/?(?:INST|[A-Z]+_[A-Z_]+)\])/gu;

/**
 * A prompt as one text, for a server that reads the names of control tokens in it as control tokens.
 *
 * In an untrusted segment a space is put behind the first character of each such name, which ends it: `< |im_end|>`.
 * Why not token ids, which would leave the question as it is: vLLM's `/tokenize` cannot be told to leave control tokens
 * alone, and tokenising pieces apart changes the tokens where they meet. Honest questions hardly ever hold such names.
 *
 * Covered: names in angle brackets, Mistral's in square ones. Not covered: control tokens of any other form.
 */
export function promptText(segments: readonly PromptSegment[]): string {
  return segments.map(({ text, special }) => special ? text : text.replace(CONTROL_TOKEN_REGEXP, "$& ")).join("");
}
