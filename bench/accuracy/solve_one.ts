/**
 * One problem searched and graded: the outcome that tables of accuracy count.
 *
 * @module
 */
import {
  type DriverOptions,
  grow,
  type GrowOptions,
  type LabelledProblem,
  type SearchPorts,
  type SearchResult,
} from "@rstar/core";
import { searchOne } from "@rstar/eval/strategies";
import type { Solver } from "../harness/bench_processes.ts";

/** The outcome of one problem. */
export interface Outcome {
  /** Whether it was solved. */
  readonly right: boolean;
  /** Tokens generated for it. */
  readonly tokens: number;
}

/**
 * Searches one problem at test time and grades the answer that the search chose.
 *
 * @throws what a port threw
 */
export async function solveOne(
  problem: LabelledProblem,
  { ports, grade }: Solver,
  options: Omit<DriverOptions, "concurrency">,
): Promise<Outcome> {
  const { choice, tokens } = await searchOne(problem, ports, options);
  return { right: choice !== null && await grade(choice.answer, problem.answer), tokens };
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
  for await (const event of grow([problem], ports, { ...options, concurrency: 1 })) {
    if (event.type === "done") return event.result;
    if (event.type === "failed") throw event.error;
  }
  throw new Error("Cannot return a result as the search ended without one");
}
