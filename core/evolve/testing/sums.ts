/**
 * Sums as problems for the tests of rounds, with a policy whose mistakes follow from its seeds, a verifier for the two kinds of
 * statements it writes, and a PPM.
 *
 * @module
 */
import { PolicyError } from "../../errors.ts";
import type { Candidate, Policy, ProposeRequest } from "../../policy.ts";
import type { Ppm } from "../../ppm.ts";
import { seedOf, uniform } from "../../random.ts";
import type { Observation, Verifier } from "../../verifier/verifier.ts";
import type { SearchProblem } from "../data/grown_problem.ts";

/**
 * Different sums of two numbers, the first of so many digits. {@linkcode SumPolicy} always finds those of two digits, some of those
 * of three, and never one of four.
 */
export function sums(
  count: number,
  { digits, first = 0, level }: { readonly digits: number; readonly first?: number; readonly level?: string },
): SearchProblem[] {
  return Array.from({ length: count }, (_, index) => {
    const a = 10 ** (digits - 1) + first + index;
    return { id: `${a}+4`, question: `What is ${a} + 4?`, answer: String(a + 4), ...(level && { level }) };
  });
}

/** Sums whose label is wrong by one: every trajectory agrees on another answer. */
export function mislabelled(count: number, first: number): SearchProblem[] {
  return sums(count, { digits: 2, first, level: "mislabelled" })
    .map((problem) => ({ ...problem, answer: String(Number(problem.answer) + 1) }));
}

/** Probability that a step is right, by the number of digits. */
const SKILL = [0, 0, 1, 0.7, 0];

/** Options of {@linkcode SumPolicy}. */
export interface SumPolicyOptions {
  /** Wall time of a proposal, ms. Default 0. */
  readonly proposalMs?: number;
  /** Questions whose requests fail with `engine_failed`. Default: none. */
  readonly refused?: ReadonlySet<string>;
}

/** Adds in two steps and an answer: `x = 14`, `print(x)`. The same seed and prefix give the same step. */
export class SumPolicy implements Policy {
  readonly #options: SumPolicyOptions;

  /** Keeps no state between requests. */
  constructor(options: SumPolicyOptions = {}) {
    this.#options = options;
  }

  /** See {@linkcode Policy.propose}. */
  async propose(
    { prefix, seeds }: ProposeRequest,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<Candidate[]> {
    const { proposalMs = 0, refused } = this.#options;
    await pause(proposalMs, signal);
    if (refused?.has(prefix.question)) throw new PolicyError("engine_failed", "Cannot decode as the engine is gone");
    return seeds.map((seed) => {
      const random = uniform(seedOf(seed, prefix.question, prefix.solution));
      return { text: sumStep(prefix, random), finish: "stop", tokens: 4, logProbability: -random() };
    });
  }
}

function sumStep({ question, solution }: ProposeRequest["prefix"], random: () => number): string {
  const output = /<output>(.*)<end_of_output>\n$/.exec(solution)?.[1];
  const way = Math.floor(random() * 4);
  if (output !== undefined) return `<answer>Way ${way}: \\boxed{${output}}<end_of_answer>`;
  const [a = "", b = ""] = question.match(/\d+/g) ?? [];
  const skill = SKILL[a.length] ?? 0;
  const isRight = random() < skill;
  if (solution !== "") return `\nprint(x${isRight ? "" : " - 1"})  # way ${way}\n<end_of_code>`;
  const isBroken = skill < 1 && random() < 0.2;
  const sum = Number(a) + Number(b) + (isRight ? 0 : 2 + way);
  return `<code>\nx = ${isBroken ? "y" : sum}  # way ${way}\n<end_of_step>`;
}

/** Runs the programs of {@linkcode SumPolicy}. */
export const SUM_VERIFIER: Verifier = {
  run: (steps) => Promise.resolve(sumObservation(steps.join("\n"))),
  async [Symbol.asyncDispose]() {},
};

function sumObservation(program: string): Observation {
  const x = Number(/x = (\w+)/.exec(program)![1]);
  if (Number.isNaN(x)) return { status: "error", output: "NameError: name 'y' is not defined", cpuMs: 1 };
  const printed = /print\(x( - 1)?\)/.exec(program);
  return { status: "ok", output: printed ? String(printed[1] ? x - 1 : x) : "", cpuMs: 1 };
}

/** Scores that follow from the solution's text alone. */
export const SUM_PPM: Ppm = {
  score: (prefixes) => Promise.resolve(prefixes.map(({ solution }) => uniform(seedOf(solution))() * 1.8 - 0.9)),
};

/**
 * Waits `ms` milliseconds.
 *
 * @throws {DOMException} `AbortError` at once when `signal` aborts
 */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  if (ms === 0) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end);
  });
  signal?.throwIfAborted();
}
