/**
 * Whether an answer is right. Two layers: what is certain is decided by normalisation; the rest by SymPy in the sandbox.
 *
 * @module
 */
import type { Verifier } from "../verifier/verifier.ts";
import type { Question } from "./compare.ts";
import { compareTexts } from "./compare_texts.ts";
import { sandboxProgram } from "./sandbox_program.ts";

/** Questions in one run of the sandbox. */
const BATCH = 16;

/** Options of {@linkcode grade}. */
export interface GradeOptions {
  /** Runs SymPy for what normalisation cannot decide. It must have the packages of python/verifier. */
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
  const [verdict] = await gradeAll([{ prediction, truth }], options);
  return verdict;
}

/** A prediction and the ground truth. */
export interface Pair {
  /** What a model answered: untrusted. */
  readonly prediction: string;
  /** What is right. */
  readonly truth: string;
}

/**
 * The verdicts of {@linkcode grade} on several pairs, in their order. Those that the sandbox has to decide share its runs; where
 * one of them uses the CPU time of all up, each gets a run of its own.
 *
 * @param pairs what to compare; predictions are untrusted
 * @throws {VerifierError} when the sandbox cannot run; never for what the texts hold
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function gradeAll(pairs: readonly Pair[], options: GradeOptions): Promise<boolean[]> {
  const verdicts: boolean[] = [];
  const open: [index: number, question: Question][] = [];
  for (const [index, { prediction, truth }] of pairs.entries()) {
    const comparison = compareTexts(prediction, truth);
    if (typeof comparison === "boolean") verdicts[index] = comparison;
    else open.push([index, comparison]);
  }
  for (let i = 0; i < open.length; i += BATCH) {
    const batch = open.slice(i, i + BATCH);
    const decided = await ask(batch.map(([, question]) => question), options);
    for (const [j, [index]] of batch.entries()) verdicts[index] = decided[j];
  }
  return verdicts;
}

/** The sandbox's answers; `false` to a question that reaches a limit. */
async function ask(questions: readonly Question[], options: GradeOptions): Promise<boolean[]> {
  const { verifier, cpuMs = 2000, signal } = options;
  const program = await sandboxProgram(questions);
  const { status, output } = await verifier.run(program.steps, { output: "stdout", cpuMs, last: true, signal });
  const verdicts = status === "ok" ? program.verdicts(output) : undefined;
  if (verdicts !== undefined) return verdicts;
  if (questions.length === 1) return [false];
  const each: boolean[] = [];
  for (const question of questions) each.push(...await ask([question], options));
  return each;
}

/** A {@linkcode Grader} that decides in `verifier` what normalisation cannot. */
export function graderWith(verifier: Verifier): Grader {
  return (prediction, truth, { signal } = {}) => grade(prediction, truth, { verifier, signal });
}
