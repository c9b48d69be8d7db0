/**
 * The plan of a round: its recipe, checked, and what a round that has begun is held to.
 *
 * @module
 */
import { RstarError } from "../../errors.ts";
import type { EvolutionRecipe, RoundRecipe } from "../recipe/recipe.ts";
import type { RoundOptions } from "./round_options.ts";

/**
 * The recipe of a round, numbered from 1.
 *
 * @throws {RstarError} `bad_request`: there is none, or a PPM guides the first round
 */
export function roundPlan({ rounds }: EvolutionRecipe, round: number): RoundRecipe {
  const plan = rounds[round - 1];
  if (!plan) {
    const known = rounds.length === 0 ? "no rounds" : `rounds 1 to ${rounds.length}`;
    throw new RstarError("bad_request", `Cannot run round ${round} as the recipe has ${known}`);
  }
  if (plan.guide === "ppm" && round === 1) throw unguided(round);
  return plan;
}

/**
 * Everything that a round's trees and data follow from, for the store's `begin()`. How models are trained and served is not in
 * it, and may change until they are trained.
 */
export function searchPlan(
  round: number,
  { recipe: { seed, search, enough, rounds, sft, pairs }, base, bootstrap, problems }: Pick<
    RoundOptions,
    "recipe" | "base" | "bootstrap" | "problems"
  >,
): unknown {
  const ids = problems.map(({ id }) => id);
  return { seed, search, enough, round: rounds[round - 1], sft, pairs, base: base.origin, bootstrap, problems: ids };
}

/** The error where a PPM is to guide a round and the round before has none. */
export function unguided(round: number): RstarError {
  return new RstarError("bad_request", `Cannot guide round ${round} by a PPM as round ${round - 1} has none`);
}
