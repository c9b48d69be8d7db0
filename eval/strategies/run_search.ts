import {
  type DriverOptions,
  grow,
  type GrowOptions,
  type LabelledProblem,
  type Problem,
  search,
  type SearchEvent,
  type SearchOptions,
  type SearchPorts,
  type SearchResult,
} from "@rstar/core";
import type { Outcome } from "../report/level_table.ts";

/** What problems are solved with, and who tells what is right. */
export interface Solver {
  /** Policy, verifier and, where there is one, the PPM. */
  readonly ports: SearchPorts;
  /** Whether a prediction equals the ground truth. */
  readonly grade: GrowOptions["grade"];
}

/** Is told each event of a search as it happens. */
export type OnEvent = (event: SearchEvent) => void;

/**
 * Searches one problem at test time. Only its id and question are handed on: a ground truth stays here.
 *
 * @throws what a port threw
 */
export async function searchOne(
  { id, question }: Problem,
  ports: SearchPorts,
  options: Omit<DriverOptions, "concurrency">,
  onEvent?: OnEvent,
): Promise<SearchResult> {
  return await resultOf(search([{ id, question }], ports, { ...options, concurrency: 1 }), onEvent);
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
  return await resultOf(grow([problem], ports, { ...options, concurrency: 1 }));
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

/** A search that takes the likeliest step each time, a repeated one too: the policy alone, pass@1. */
export function greedy(search: SearchOptions): SearchOptions {
  return { ...search, candidates: 1, answerCandidates: 1, rollouts: 1, temperature: 0, repeats: "keep" };
}

async function resultOf(events: AsyncIterable<SearchEvent>, onEvent: OnEvent = () => {}): Promise<SearchResult> {
  for await (const event of events) {
    if (event.type === "done") return event.result;
    if (event.type === "failed") throw event.error;
    onEvent(event);
  }
  throw new Error("Cannot tell what a search came to as it ended without a result");
}
