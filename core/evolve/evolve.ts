/**
 * Self-evolution: grows a policy and a PPM, round by round.
 *
 * @module
 */
import { takeEvenly } from "../problem.ts";
import type { RunStore } from "./run/run_store.ts";
import { evolveRound } from "./round/evolve_round.ts";
import { writeModelFile } from "./round/round_files.ts";
import type { RoundOptions } from "./round/round_options.ts";
import { roundPlan } from "./round/round_plan.ts";
import type { SearchProblem } from "./data/grown_problem.ts";
import type { RoundManifest } from "./round_records.ts";
import { roundZero } from "./round/round_zero.ts";
import { searchProblems } from "./round/search_problems.ts";

/** Options of {@linkcode evolve}. */
export interface EvolveOptions extends Omit<RoundOptions, "store" | "problems" | "base"> {
  /** The rounds to run, from 1, in their order. */
  readonly rounds: readonly number[];
  /** The user's own problems, in place of those that the recipe draws. */
  readonly problems?: readonly SearchProblem[];
  /** Problems searched, taken at equal distances from all of them. Default: all. */
  readonly limit?: number;
  /** Opens the run's store at a path, and makes it where there is none. */
  readonly openStore: (path: string) => RunStore;
  /** What policies are trained from, in place of what the recipe names: a checkpoint folder or a GGUF file. */
  readonly base?: string;
}

/**
 * Runs rounds of self-evolution. Finished rounds are skipped; a round that was stopped at any moment resumes.
 *
 * @returns the manifests of the rounds, in the order of `rounds`
 * @throws {RstarError} as {@linkcode evolveRound} does; `bad_request` also where another process holds the run
 * @throws {DOMException} `AbortError` when `signal` aborts
 * @see rStar-Math §3.4
 */
export async function evolve(options: EvolveOptions): Promise<RoundManifest[]> {
  const { run, recipe, rounds, python, bootstrap, onEvent } = options;
  for (const round of rounds) roundPlan(recipe, round);
  await run.manifestsBefore(rounds[0]);
  await Deno.mkdir(run.path, { recursive: true });
  using store = options.openStore(run.store);
  const onProgress = (text: string): void => onEvent({ type: "note", text });
  const all = await searchProblems(run, { given: options.problems, levels: recipe.problems, python, onProgress });
  const problems = takeEvenly(all, options.limit ?? all.length);
  const base = await roundZero(run, {
    recipe,
    base: options.base,
    searches: rounds.includes(1) && bootstrap === undefined && recipe.policy.server === undefined,
    python,
    onProgress,
  });
  await writeModelFile(run, { recipe, round: 0, ppm: false });
  const manifests: RoundManifest[] = [];
  for (const round of rounds) {
    const manifest = await evolveRound(round, { ...options, store, base, problems });
    onEvent({ type: "finished", round, manifest });
    manifests.push(manifest);
  }
  return manifests;
}
