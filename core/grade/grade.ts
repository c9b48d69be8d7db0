/**
 * Whether an answer is right. Two layers: what is certain is decided here; the rest asks math-verify inside the sandbox.
 *
 * @module
 */
import type { Verifier } from "../verifier/verifier.ts";
import { compareTexts } from "./compare_texts.ts";
import { sandboxProgram } from "./sandbox_program.ts";

/** Options of {@linkcode grade}. */
export interface GradeOptions {
  /** Runs math-verify for what normalisation cannot decide. It must have the packages of python/verifier. */
  readonly verifier: Verifier;
  /** CPU limit of one question to the sandbox. Default 2 000; where it is met the answers count as different. */
  readonly cpuMs?: number;
  /** Ends the grading. */
  readonly signal?: AbortSignal;
}

/** Whether a prediction equals the ground truth. */
export type Grader = (
  prediction: string,
  truth: string,
  options?: { readonly signal?: AbortSignal },
) => Promise<boolean>;

/**
 * Whether a prediction is the same answer as the ground truth. Each may be an answer (`\frac{1}{2}`) or a text that ends in
 * a `\boxed{}` one.
 *
 * Lenient, where the ground truth of common benchmarks is: units, percent signs, `x =` and LaTeX spelling do not count; a
 * decimal counts for an exact number where it is that number rounded to at least three digits (truth) or four (prediction).
 * Hostile texts give `false` within the limit. Not symmetric: the truth's form decides what is asked for.
 *
 * The official code accepts a relative difference of 1e-4 and a factor of 100 between any two numbers; here that needs
 * rounding and a percent sign.
 *
 * @param prediction what the trajectory answered; untrusted
 * @param truth the ground truth
 * @throws {VerifierError} when the sandbox cannot be had; never for what the texts do
 * @throws {DOMException} `AbortError` when `signal` aborts
 * @see rStar-Math Appendix A.1, which grades with such a tool; `rstar_equiv` of the official code
 */
export async function grade(prediction: string, truth: string, options: GradeOptions): Promise<boolean> {
  const { verifier, cpuMs = 2000, signal } = options;
  const comparison = compareTexts(prediction, truth);
  if (typeof comparison === "boolean") return comparison;
  const { source, equalOutput } = await sandboxProgram(comparison);
  const { status, output } = await verifier.run([source], { output: "stdout", cpuMs, last: true, signal });
  return status === "ok" && output.trim() === equalOutput;
}

/** A grader that asks `verifier` where it must compute. */
export function graderWith(verifier: Verifier): Grader {
  return (prediction, truth, { signal } = {}) => grade(prediction, truth, { verifier, signal });
}
