import { type EvolutionRecipe, parseRecipe } from "@rstar/core";
import { EMBEDDED_MODEL } from "@rstar/solver";
import { readText } from "./read_text.ts";

/**
 * Reads a recipe; without a path the embedded model's.
 *
 * @throws {RstarError} `bad_request`
 */
export async function readRecipe(path = `${EMBEDDED_MODEL}/recipe.toml`): Promise<EvolutionRecipe> {
  return parseRecipe(await readText(path, "the recipe "), path);
}
