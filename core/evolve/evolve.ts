import { takeEvenly } from "../problem.ts";
import type { RunStore } from "./run/run_store.ts";
import { evolveRound, type RoundOptions, roundPlan, writeModelFile } from "./round/evolve_round.ts";
import type { SearchProblem } from "./data/grown_problem.ts";
import type { RoundManifest } from "./round_records.ts";
import { roundZero } from "./round/round_zero.ts";
import { searchProblems } from "./round/search_problems.ts";

/** How models are grown. */
export interface EvolveOptions extends Omit<RoundOptions, "store" | "problems" | "base"> {
  /** The rounds to run, in their order. */
  readonly rounds: readonly number[];
  /** Problems of the user's, instead of those that the recipe draws. */
  readonly problems?: readonly SearchProblem[];
  /** Problems searched, taken at equal distances from all of them. Default: all. */
  readonly limit?: number;
  /** Opens the run's store, and makes it where there is none. */
  readonly openStore: (path: string) => RunStore;
  /** What policies are trained from, instead of what the recipe says: a checkpoint folder or a GGUF file. */
  readonly base?: string;
}

/**
 * Grows a policy and a PPM by search, round by round. A round that is finished is passed over; one that was ended at any moment is
 * gone on with.
 *
 * @returns the manifests of the rounds
 * @throws {RstarError} as {@linkcode evolveRound} does; `bad_request` also where another process works on the run
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
