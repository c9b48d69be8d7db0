/**
 * One problem searched and graded: the outcome that tables of accuracy count.
 *
 * @module
 */
import {
  grow,
  type GrowOptions,
  type LabelledProblem,
  type SearchPorts,
  type SearchResult,
  solve,
  type SolveOptions,
} from "@rstar/core";
import { onlyResult } from "@rstar/core/search";
import type { GradedPorts } from "../harness/bench_processes.ts";

/** The outcome of one problem. */
export interface Outcome {
  /** Whether it was solved. */
  readonly right: boolean;
  /** Tokens generated for it. */
  readonly tokens: number;
}

/**
 * Searches one problem at test time and grades the answer that the search chose, however sure it is of it.
 *
 * @throws what a port threw
 */
export async function solveOne(
  { id, question, answer: truth }: LabelledProblem,
  { ports, grade }: GradedPorts,
  options: SolveOptions,
): Promise<Outcome> {
  const { trajectory, usage } = await solve({ id, question }, ports, options);
  return { right: trajectory !== null && await grade(trajectory.answer, truth), tokens: usage.tokens };
}

/**
 * Grows one problem's trees with its ground truth, as self-evolution does.
 *
 * @throws what a port threw
 */
export async function growOne(
  problem: LabelledProblem,
  ports: SearchPorts,
  options: Omit<GrowOptions, "concurrency">,
): Promise<SearchResult> {
  return await onlyResult(grow([problem], ports, { ...options, concurrency: 1 }));
}
