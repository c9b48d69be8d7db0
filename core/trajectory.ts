/**
 * The text of a trajectory: code-augmented chain of thought in the official format. A solution is a `<code>` program
 * in steps, its `<output>`, and an `<answer>` with `\boxed{}`.
 *
 * ```text
 * <code>
 * # Step 1: define f(x)
 * …
 * <end_of_step>
 *
 * # Now print the final answer
 * print(f(5) % 7)
 * <end_of_code>
 * <output>1<end_of_output>
 * <answer>The answer is \boxed{1}.<end_of_answer>
 * ```
 *
 * @see rStar-Math §3.1 and the tags of the official code (`rstar_deepthink/constants.py`)
 * @module
 */

/** Opens the program; stands before the first step. */
export const CODE = "<code>";
/** Ends every step of the program but its last. */
export const END_OF_STEP = "<end_of_step>";
/** Ends the last step of the program. */
export const END_OF_CODE = "<end_of_code>";
/** Opens what the program printed. */
export const OUTPUT = "<output>";
/** Ends what the program printed. */
export const END_OF_OUTPUT = "<end_of_output>";
/** Opens the answer in words. */
export const ANSWER = "<answer>";
/** Ends the answer, and the trajectory. */
export const END_OF_ANSWER = "<end_of_answer>";

/** The stop strings of a policy: each step ends with one of them, or was cut. */
export const STEP_STOPS: readonly string[] = [END_OF_STEP, END_OF_CODE, END_OF_ANSWER];

/** What a policy or a PPM reads: a question and the solution so far. */
export interface Prefix {
  /** As the user wrote it. Untrusted: its text never becomes a control token. */
  readonly question: string;
  /** The steps so far joined, output blocks included; empty at the root. */
  readonly solution: string;
}

/** A part of the program, its last part, the answer, or none of them (cut at its length, no tag at its end). */
export type StepKind = "code" | "end-of-code" | "answer" | "malformed";

/** The kind of a step, by the tag it ends with. */
export function stepKind(text: string): StepKind {
  if (text.endsWith(END_OF_ANSWER)) return "answer";
  if (text.endsWith(END_OF_CODE)) return "end-of-code";
  if (text.endsWith(END_OF_STEP)) return "code";
  return "malformed";
}

const TAG_REGEXP = /<code>|<end_of_step>|<end_of_code>/g;

/**
 * The Python source of a step: its text without tags, comments kept.
 *
 * The official code drops whole lines that hold a tag, and so loses code on the same line; here only the tags go.
 */
export function stepCode(text: string): string {
  return text.replace(TAG_REGEXP, "");
}

/** The Python source of a step for people: without tags, output block and outer white space. */
export function stepSource(text: string): string {
  return stepCode(text.split(END_OF_CODE)[0]).trim();
}

/** What the search appends to a step that ended the program: the program's output between its tags. */
export function outputBlock(output: string): string {
  return `\n${OUTPUT}${output}${END_OF_OUTPUT}\n`;
}
