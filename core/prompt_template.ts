/**
 * The prompt of a policy or PPM: one string with a `{question}` in it, and the solution so far behind it.
 *
 * @module
 */
import type { Prefix } from "./trajectory.ts";

/** A piece of a prompt. `special`: control tokens in `text` are control tokens; otherwise they stay plain text. */
export interface PromptSegment {
  /** The text. */
  readonly text: string;
  /** Whether `text` is trusted to hold control tokens. */
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

/**
 * The segments of a prompt. The question is untrusted: control tokens written in it stay plain text. The solution is
 * the model's own (and the verifier's), so its tags are control tokens.
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
