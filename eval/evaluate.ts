/**
 * Measures strategies side by side on the same problems.
 *
 * @module
 */
import type { GrowOptions, LabelledProblem } from "@rstar/core";
import { measure, measurementName } from "./results/measure.ts";
import { hashOf } from "./results/origin.ts";
import type { ResultFile } from "./results/result_file.ts";
import type { Strategy } from "./strategies/strategy.ts";
import { type Answered, strategyGroups, type StrategySetting } from "./strategies/strategy_group.ts";

/** A problem that strategies are measured on. */
export interface EvalProblem extends LabelledProblem {
  /** Difficulty, in the terms of the benchmark: `2`, `easy`. */
  readonly level?: string;
  /** Topic, in the terms of the benchmark: `algebra`. */
  readonly subject?: string;
}

/** The graded answer of one strategy to one problem. */
export interface Verdict extends Answered {
  /** Whether the answer equals the ground truth. */
  readonly right: boolean;
  /**
   * Wall time, while other problems were in progress; among strategies that share samples, in proportion to their tokens.
   */
  readonly seconds: number;
}

/** Verdicts by the strategy's name, then by the problem's id. */
export type Verdicts = ReadonlyMap<string, ReadonlyMap<string, Verdict>>;

/** How strategies are measured. */
export interface EvaluateOptions extends StrategySetting {
  /** Whether a prediction equals the ground truth. */
  readonly grade: GrowOptions["grade"];
  /** Where results are kept; what it already holds of the same question, model and settings is not measured again. */
  readonly results: ResultFile;
  /** Hash of the model's files. Default: none, where the results' place says which model it is. */
  readonly modelHash?: string;
  /** Hash of the grader. Answers that another one has judged are judged again. */
  readonly graderHash?: string;
  /** Problems in progress at the same time. */
  readonly concurrency: number;
  /** Gets a line of progress. */
  readonly onProgress: (line: string) => void;
}

/**
 * Measures strategies on problems. Only the grader sees the ground truth.
 *
 * @returns the verdict of each strategy on each problem, both in the order given
 * @throws {RstarError} `bad_request`: a strategy needs a PPM and there is none; `job_failed`: some problems failed
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function evaluate(
  problems: readonly EvalProblem[],
  strategies: readonly Strategy[],
  options: EvaluateOptions,
): Promise<Verdicts> {
  const { grade, results, concurrency, seed, manifest, modelHash, graderHash, onProgress, signal } = options;
  const origin = ({ question, answer }: EvalProblem) => ({
    answers: hashOf([question, modelHash ?? null, manifest]),
    verdicts: hashOf([answer, graderHash ?? null]),
  });
  const isRight = async (answer: string | null, problem: EvalProblem) =>
    answer !== null && await grade(answer, problem.answer);
  const verdicts = new Map<string, Map<string, Verdict>>(strategies.map(({ name }) => [name, new Map()]));
  for (const { strategies: members, answer } of strategyGroups(strategies, options)) {
    const names = members.map(({ name }) => name);
    const rows = await measure(problems, {
      name: measurementName(names.join(), { seed }),
      results,
      concurrency,
      onProgress,
      signal,
      origin,
      of: async (problem, kept?: Record<string, Verdict>): Promise<Record<string, Verdict>> => {
        if (kept) {
          const again = Object.entries(kept).map(async ([strategy, one]) =>
            [strategy, { ...one, right: await isRight(one.answer, problem) }] as const
          );
          return Object.fromEntries(await Promise.all(again));
        }
        const started = performance.now();
        const answers = await answer(problem);
        const seconds = (performance.now() - started) / 1000;
        const most = Math.max(1, ...Object.values(answers).map(({ tokens }) => tokens));
        const graded = Object.entries(answers).map(async ([strategy, one]) => {
          const right = await isRight(one.answer, problem);
          return [strategy, { ...one, right, seconds: Number((seconds * one.tokens / most).toFixed(3)) }] as const;
        });
        return Object.fromEntries(await Promise.all(graded));
      },
    });
    for (const [id, row] of rows) for (const name of names) verdicts.get(name)!.set(id, row[name]);
  }
  return verdicts;
}

/** All verdicts in a file of results, for whatever strategies it holds. */
export function verdictsOf(results: ResultFile): Verdicts {
  const verdicts = new Map<string, Map<string, Verdict>>();
  for (const measurement of results.measurements) {
    for (const [id, row] of results.rows<Record<string, Verdict>>(measurement)) {
      for (const [name, verdict] of Object.entries(row)) {
        const byId = verdicts.get(name) ?? new Map<string, Verdict>();
        verdicts.set(name, byId.set(id, verdict));
      }
    }
  }
  return verdicts;
}
