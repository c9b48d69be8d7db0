/**
 * Draws the examples for supervised fine-tuning (SFT) from a problem's trees.
 *
 * @module
 */
import { CODE } from "../../trajectory.ts";
import type { Trajectory } from "../../search/rules/choose.ts";
import { qValue } from "../../search/uct.ts";
import { type GrownProblem, isCorrect, type LuckTest, solutionText, trajectoriesOf } from "./grown_problem.ts";

/** Options of {@linkcode sftExamples}. */
export interface SftOptions {
  /** The round that draws the data, from 1. */
  readonly round: number;
  /** Examples of a problem at most. Default 2, the paper's. */
  readonly count?: number;
  /**
   * Share of a problem's trajectories, in [0, 1], that must be correct; below it the problem gives none, as its label may be
   * wrong. Default 0; the paper drops synthetic problems below 0.5.
   */
  readonly minAccuracy?: number;
  /** Correct trajectories for which this is true give no example. Default: none. */
  readonly isLucky?: LuckTest;
}

/** One example: a question and a verified solution. A line of `sft.jsonl`. */
export interface SftExample {
  /** Id of the problem. */
  readonly id: string;
  /** Level of the problem. */
  readonly level?: string;
  /** The problem's question. */
  readonly question: string;
  /** The problem's ground truth. */
  readonly answer: string;
  /** All steps joined, from `<code>` to the end of the answer, output blocks included. */
  readonly solution: string;
  /** Mean Q of the steps, in [-1, 1]. */
  readonly meanQ: number;
  /** Least Q of the steps, in [-1, 1]. */
  readonly minQ: number;
  /** Number of steps, the answer included. */
  readonly steps: number;
  /** The round that drew it. */
  readonly round: number;
}

/** Why a correct trajectory gave no example. */
export type SftDrop = "noisy-problem" | "malformed" | "error" | "repeated" | "lucky" | "surplus";

/** The examples of one problem, and what was left out. */
export interface SftData {
  /** The examples, best first. */
  readonly examples: readonly SftExample[];
  /** Number of correct trajectories left out, by {@linkcode SftDrop}. */
  readonly dropped: Readonly<Record<string, number>>;
}

/**
 * Draws the examples of one problem: its correct trajectories without an error, each text once, the best `count` by mean Q; ties
 * go to the higher least Q, then to the likelier text, then to the one found first.
 *
 * An error is a step that failed, or the word "error" anywhere in the text, as in the official code. A solution that does not
 * begin with `<code>` is malformed: prompt and solution could not be separated in training.
 *
 * @see rStar-Math §3.4 (top 2 by average Q) and App. A.1; `train/sample_sft_data.py` of the official code (ties, errors)
 */
export function sftExamples(grown: GrownProblem, options: SftOptions): SftData {
  const { count = 2, minAccuracy = 0, isLucky } = options;
  const trajectories = trajectoriesOf(grown);
  const correct = trajectories.filter(isCorrect);
  const noisy = correct.length < minAccuracy * trajectories.length;
  const dropped: Record<string, number> = {};
  const kept = new Map<string, Trajectory>();
  for (const trajectory of [...correct].sort(byMerit)) {
    const reason = noisy ? "noisy-problem" : flawOf(trajectory, kept) ??
      (isLucky?.(trajectory, grown.problem) ? "lucky" : null) ??
      (kept.size >= count ? "surplus" : null);
    if (reason) dropped[reason] = (dropped[reason] ?? 0) + 1;
    else kept.set(solutionText(trajectory), trajectory);
  }
  return {
    examples: [...kept].map(([solution, trajectory]) => example(grown, { solution, trajectory, options })),
    dropped,
  };
}

/** An example with the fields of the official files (`train/sft_data_examples.json`). */
export function officialSft({ question, solution }: SftExample): { readonly query: string; readonly response: string } {
  return { query: question, response: solution };
}

function minQ({ steps }: Trajectory): number {
  return Math.min(...steps.map(qValue));
}

function byMerit(a: Trajectory, b: Trajectory): number {
  return b.meanQ - a.meanQ || minQ(b) - minQ(a) || b.logProbability - a.logProbability; // a stable sort: then as found
}

function flawOf(trajectory: Trajectory, kept: ReadonlyMap<string, Trajectory>): SftDrop | null {
  const solution = solutionText(trajectory);
  if (!solution.startsWith(CODE)) return "malformed";
  const failed = trajectory.steps.some(({ observation }) => observation !== null && observation.status !== "ok");
  if (failed || solution.toLowerCase().includes("error")) return "error";
  return kept.has(solution) ? "repeated" : null;
}

function example(
  { problem: { id, level, question, answer } }: GrownProblem,
  { solution, trajectory, options: { round } }: {
    readonly solution: string;
    readonly trajectory: Trajectory;
    readonly options: SftOptions;
  },
): SftExample {
  const { meanQ, steps } = trajectory;
  return {
    id,
    ...(level !== undefined && { level }),
    question,
    answer,
    solution,
    meanQ,
    minQ: minQ(trajectory),
    steps: steps.length,
    round,
  };
}
