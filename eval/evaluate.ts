import type { LabelledProblem } from "@rstar/core";
import type { Answered } from "./strategies/answered.ts";
import { measure, measurementName } from "./results/measure.ts";
import type { ResultFile } from "./results/result_file.ts";
import type { Solver } from "./strategies/run_search.ts";
import type { Strategy } from "./strategies/strategy.ts";
import { strategyGroups, type StrategySetting } from "./strategies/strategy_group.ts";

/** A problem that strategies are measured on. */
export interface EvalProblem extends LabelledProblem {
  /** How hard it is, in the words of its source. */
  readonly level?: string;
  /** What it is about, in the words of its source. */
  readonly subject?: string;
}

/** What a strategy came to on one problem. */
export interface Verdict extends Answered {
  /** Whether the answer equals the ground truth. */
  readonly right: boolean;
  /**
   * Wall time, while others were under way; of strategies that share samples, each by its share of the tokens.
   */
  readonly seconds: number;
}

/** What each strategy came to on each problem: by the strategy's name, then by the problem's id. */
export type Verdicts = ReadonlyMap<string, ReadonlyMap<string, Verdict>>;

/** How strategies are measured. */
export interface EvaluateOptions extends Solver, StrategySetting {
  /** Where results are kept: what it holds is not measured again. */
  readonly results: ResultFile;
  /** Problems under way at the same time. */
  readonly concurrency: number;
  /** Is told what goes on, a line at a time. */
  readonly onProgress: (line: string) => void;
}

/**
 * Measures strategies on problems. The ground truth reaches the grader alone.
 *
 * @throws {RstarError} `bad_request`: a strategy needs a PPM and there is none; `job_failed`: some problems failed
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function evaluate(
  problems: readonly EvalProblem[],
  strategies: readonly Strategy[],
  options: EvaluateOptions,
): Promise<Verdicts> {
  const { grade, results, concurrency, seed, onProgress, signal } = options;
  const verdicts = new Map<string, Map<string, Verdict>>(strategies.map(({ name }) => [name, new Map()]));
  for (const { strategies: members, answer } of strategyGroups(strategies, options)) {
    const names = members.map(({ name }) => name);
    const rows = await measure(problems, {
      name: measurementName(names.join(), { seed }),
      results,
      concurrency,
      onProgress,
      signal,
      of: async (problem): Promise<Record<string, Verdict>> => {
        const started = performance.now();
        const answers = await answer(problem);
        const seconds = (performance.now() - started) / 1000;
        const most = Math.max(1, ...Object.values(answers).map(({ tokens }) => tokens));
        const graded = Object.entries(answers).map(async ([strategy, one]) => {
          const right = one.answer !== null && await grade(one.answer, problem.answer);
          return [strategy, { ...one, right, seconds: Number((seconds * one.tokens / most).toFixed(3)) }] as const;
        });
        return Object.fromEntries(await Promise.all(graded));
      },
    });
    for (const [id, row] of rows) for (const name of names) verdicts.get(name)!.set(id, row[name]);
  }
  return verdicts;
}

/** What a file of results holds, whatever it was asked for. */
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
