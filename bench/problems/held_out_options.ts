/**
 * Held-out problems as the options of a measuring program ask for them.
 *
 * @module
 */
import type { EvolutionRecipe } from "@rstar/core";
import { progress, wholeNumber } from "../harness/bench_program.ts";
import { benchPython } from "../harness/bench_processes.ts";
import { type FinishedRun, seenPaths } from "./finished_run.ts";
import { drawHeldOut, type HeldOutProblem, searchedIds, seenIds } from "./held_out.ts";

/** The options by which held-out problems are drawn. */
export interface HeldOutValues {
  /** Problems a level. */
  readonly "held-out": string;
  /** Seed of the first level; each further level has the next one. */
  readonly "problem-seed": string;
  /** Files and folders of JSON Lines whose problems are left out as well. */
  readonly exclude: readonly string[];
}

/**
 * Draws held-out problems at the levels of a run's recipe: neither searched nor demonstrated in the run, nor excluded.
 *
 * @throws {RstarError} as {@linkcode drawHeldOut} and {@linkcode seenIds} do; `bad_request`: an option is no whole number
 */
export async function heldOutOfRun(run: FinishedRun, values: HeldOutValues): Promise<HeldOutProblem[]> {
  return await heldOut(run.recipe, values, await seenIds(await seenPaths(run)));
}

/**
 * Draws held-out problems at a recipe's levels: neither searched by its rounds nor excluded.
 *
 * @throws {RstarError} as {@linkcode heldOutOfRun} does
 */
export async function heldOutOfRecipe(recipe: EvolutionRecipe, values: HeldOutValues): Promise<HeldOutProblem[]> {
  return await heldOut(recipe, values, await searchedIds(recipe, benchPython()));
}

async function heldOut(
  recipe: EvolutionRecipe,
  values: HeldOutValues,
  seen: ReadonlySet<string>,
): Promise<HeldOutProblem[]> {
  return await drawHeldOut(recipe, {
    python: benchPython(),
    count: wholeNumber(values["held-out"], "--held-out"),
    seed: wholeNumber(values["problem-seed"], "--problem-seed", 0),
    seen: seen.union(await seenIds(values.exclude)),
    onProgress: progress,
  });
}
