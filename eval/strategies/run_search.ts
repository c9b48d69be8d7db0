import {
  grow,
  type GrowOptions,
  type LabelledProblem,
  onlyResult,
  type SearchOptions,
  type SearchPorts,
  type SearchResult,
  solve,
  type SolveOptions,
} from "@rstar/core";
import type { Outcome } from "../report/level_table.ts";

/** What problems are solved with, and who tells what is right. */
export interface Solver {
  /** Policy, verifier and, where there is one, the PPM. */
  readonly ports: SearchPorts;
  /** Whether a prediction equals the ground truth. */
  readonly grade: GrowOptions["grade"];
}

/**
 * Grows one problem's tree with its ground truth.
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

/**
 * Searches one problem at test time and grades the answer that the search chose.
 *
 * @throws what a port threw
 */
export async function solveOne(
  { id, question, answer: truth }: LabelledProblem,
  { ports, grade }: Solver,
  options: SolveOptions,
): Promise<Outcome> {
  const { answer, usage: { tokens } } = await solve({ id, question }, ports, options);
  return { right: answer !== null && await grade(answer, truth), tokens };
}

/** A search that takes the likeliest step each time, a repeated one too: the policy alone, pass@1. */
export function greedy(search: SearchOptions): SearchOptions {
  return { ...search, candidates: 1, answerCandidates: 1, rollouts: 1, temperature: 0, repeats: "keep" };
}
