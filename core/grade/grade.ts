/**
 * Whether an answer is right. Two layers: what is certain is decided by normalisation; the rest by math-verify in the sandbox.
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
  /** CPU limit of one question to the sandbox, ms; answers that reach it count as different. Default 2 000. */
  readonly cpuMs?: number;
  /** Aborts the run in the sandbox. */
  readonly signal?: AbortSignal;
}

/** Whether a prediction equals the ground truth: {@linkcode grade} with its verifier bound. */
export type Grader = (
  prediction: string,
  truth: string,
  options?: { readonly signal?: AbortSignal },
) => Promise<boolean>;

/**
 * Whether a prediction is the same answer as the ground truth. Each is an answer (`\frac{1}{2}`) or a text that ends in a
 * `\boxed{}` one.
 *
 * Lenient, where the ground truth of common benchmarks is: units, percent signs, `x =` and LaTeX spelling do not count; a
 * decimal counts for an exact number where it is that number rounded to at least three digits (truth) or four (prediction).
 * Hostile texts give `false` within the CPU limit. Not symmetric: the form of the truth decides how exact a prediction must be.
 *
 * The official code accepts a relative difference of 1e-4 and a factor of 100 between any two numbers; here that takes
 * rounding and a percent sign.
 *
 * @param prediction what the trajectory answered; untrusted
 * @param truth the ground truth
 * @throws {VerifierError} when the sandbox cannot run; never for what the texts hold
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

/** A {@linkcode Grader} that runs math-verify in `verifier`. */
export function graderWith(verifier: Verifier): Grader {
  return (prediction, truth, { signal } = {}) => grade(prediction, truth, { verifier, signal });
}
