/**
 * The prompt of a policy or PPM: a template with the question in the place of `{question}`, then the solution so far.
 *
 * @module
 */
import type { Prefix } from "./trajectory.ts";

/** A piece of a prompt, tokenized by itself. */
export interface PromptSegment {
  /** May hold the names of control tokens. */
  readonly text: string;
  /** Whether names of control tokens in `text` become those tokens; otherwise they stay plain text. */
  readonly special: boolean;
}

/**
 * The official prompt. In models trained the official way `"\n<|assistant|>"` is one control token.
 *
 * @see `rstar_deepthink/agents/utils.py` of the official code
 */
export const DEFAULT_TEMPLATE =
  "<|user|>:\n{question}\n<|assistant|>: Let's think step by step and solve the problem with code.";

const PLACEHOLDER = "{question}";

/** Whether a text can be a template: it holds `{question}` exactly once. */
export function isTemplate(text: string): boolean {
  return text.split(PLACEHOLDER).length === 2;
}

/**
 * The three segments of a prompt: what stands before the question, the question, and the rest. The question is untrusted:
 * control tokens written in it stay plain text. The solution is the model's and the verifier's, so its tags are control tokens.
 *
 * @param prefix question and solution so far
 * @param template a text that holds `{question}` exactly once; default {@linkcode DEFAULT_TEMPLATE}
 * @throws {TypeError} when the template does not hold `{question}` exactly once
 */
export function promptSegments(prefix: Prefix, template: string = DEFAULT_TEMPLATE): PromptSegment[] {
  const parts = template.split(PLACEHOLDER);
  if (parts.length !== 2) {
    throw new TypeError(
      `Cannot build a prompt as the template must hold ${PLACEHOLDER} once: it does ${parts.length - 1} times`,
    );
  }
  return [
    { text: parts[0], special: true },
    { text: prefix.question, special: false },
    { text: parts[1] + prefix.solution, special: true },
  ];
}
