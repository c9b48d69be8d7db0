/**
 * Independent whole solutions, the samples of majority votes and best-of-n. Each is a tree of one candidate and one
 * rollout, with a seed of its own; its program runs as in a search.
 *
 * @module
 */
import { type Ppm, type Problem, type SearchOptions, type SearchPorts, solve } from "@rstar/core";
import { type Trajectory, trajectoryOf } from "@rstar/core/search";
import { SharedPolicy } from "./shared_policy.ts";

/** One solution, sampled from beginning to end. */
export interface WholeSolution {
  /** The solution; null where it reached no answer. */
  readonly trajectory: Trajectory | null;
  /** Tokens generated for it, at least 1. */
  readonly tokens: number;
}

/** Added to a seed for samples beside a search of that seed, so that they do not repeat its draws. */
export const SAMPLER_SEED_OFFSET = 1_000_000;

/** Solutions of one problem sampled at the same time. */
const BATCH = 32;

/** How many solutions are sampled: a count, or as many as begin within a number of tokens. */
export type SolutionBudget = { readonly count: number } | { readonly tokens: number };

/**
 * Samples solutions of one problem.
 *
 * @param ports policy and verifier; a PPM is ignored
 * @param options `search`: temperature and limits of the steps; `seed`: each solution's seed is derived from it
 * @returns at least one, in the order of their seeds: those of a smaller budget are the first of a larger one
 * @throws what a port threw
 */
export async function drawSolutions(
  problem: Problem,
  ports: SearchPorts,
  { search, budget, seed, signal }: {
    readonly search: SearchOptions;
    readonly budget: SolutionBudget;
    readonly seed: number;
    readonly signal?: AbortSignal;
  },
): Promise<WholeSolution[]> {
  const batch = "count" in budget ? Math.min(BATCH, budget.count) : BATCH;
  const single = { ...search, candidates: 1, answerCandidates: 1, rollouts: 1 };
  const { verifier } = ports;
  const policy = new SharedPolicy(ports.policy);
  const solutions: WholeSolution[] = [];
  let used = 0;
  const isEnough = () => "count" in budget ? solutions.length >= budget.count : used >= budget.tokens;
  do {
    const options = { search: single, seed, trees: batch, firstTree: solutions.length, signal };
    const { trees } = await solve(problem, { policy, verifier }, options);
    for (const tree of trees) {
      const leaf = tree.found.at(0);
      solutions.push({ trajectory: leaf ? trajectoryOf(leaf) : null, tokens: Math.max(1, tree.tokens) });
      used += solutions.at(-1)!.tokens;
    }
  } while (!isEnough() && !signal?.aborted);
  return "count" in budget ? solutions.slice(0, budget.count) : withinTokens(solutions, budget.tokens);
}

/** The first solutions up to the one with which `tokens` are used up; at least one. */
export function withinTokens(solutions: readonly WholeSolution[], tokens: number): WholeSolution[] {
  let used = 0;
  const last = solutions.findIndex((solution) => (used += solution.tokens) >= tokens);
  return solutions.slice(0, last < 0 ? solutions.length : last + 1);
}

/** Trajectories with `ppm` set to the score of their whole text by `scorer`; equal texts are scored once. */
export async function scored(
  trajectories: readonly Trajectory[],
  { question }: Pick<Problem, "question">,
  scorer: Ppm,
): Promise<Trajectory[]> {
  const textOf = ({ steps }: Trajectory): string => steps.map((step) => step.text).join("");
  const texts = [...new Set(trajectories.map(textOf))];
  const scores = texts.length === 0 ? [] : await scorer.score(texts.map((solution) => ({ question, solution })));
  const scoreOf = new Map(texts.map((text, index) => [text, scores[index]]));
  return trajectories.map((trajectory) => ({ ...trajectory, ppm: scoreOf.get(textOf(trajectory))! }));
}
