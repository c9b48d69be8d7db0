import type { EvolutionRecipe } from "@rstar/core";
import { tell, wholeNumber } from "../measuring/bench_program.ts";
import { benchPython } from "./bench_python.ts";
import { type FinishedRun, seenPaths } from "./finished_run.ts";
import { drawHeldOut, type HeldOutProblem, searchedIds, seenIds } from "./held_out.ts";

/** The options of a program by which its held-out problems are drawn. */
export interface HeldOutValues {
  /** Problems a level. */
  readonly "held-out": string;
  /** Seed of the first level. */
  readonly "problem-seed": string;
  /** Files and folders of further problems that are not held out. */
  readonly exclude: readonly string[];
}

/**
 * Draws held-out problems of a run's levels: neither searched nor demonstrated in it, nor excluded.
 *
 * @throws {RstarError} as {@linkcode drawHeldOut} and {@linkcode seenIds} do; `bad_request` also for what is no number
 */
export async function heldOutOfRun(run: FinishedRun, values: HeldOutValues): Promise<HeldOutProblem[]> {
  return await heldOut(run.recipe, values, await seenIds(await seenPaths(run)));
}

/**
 * Draws held-out problems of a recipe's levels: neither those that its rounds search, nor excluded.
 *
 * @throws {RstarError} as {@linkcode heldOutOfRun} does
 */
export async function heldOutOfRecipe(recipe: EvolutionRecipe, values: HeldOutValues): Promise<HeldOutProblem[]> {
  return await heldOut(recipe, values, await searchedIds(recipe, benchPython(tell)));
}

async function heldOut(
  recipe: EvolutionRecipe,
  values: HeldOutValues,
  seen: ReadonlySet<string>,
): Promise<HeldOutProblem[]> {
  return await drawHeldOut(recipe, {
    python: benchPython(tell),
    count: wholeNumber(values["held-out"], "--held-out"),
    seed: wholeNumber(values["problem-seed"], "--problem-seed", 0),
    seen: seen.union(await seenIds(values.exclude)),
    onProgress: tell,
  });
}
