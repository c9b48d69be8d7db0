import { type EvolutionRecipe, parseRecipe } from "@rstar/core";
import { readText } from "./read_text.ts";
import { EMBEDDED_MODEL } from "./session.ts";

/**
 * Reads a recipe; without a path the embedded model's.
 *
 * @throws {RstarError} `bad_request`
 */
export async function readRecipe(path = `${EMBEDDED_MODEL}/recipe.toml`): Promise<EvolutionRecipe> {
  return parseRecipe(await readText(path, "the recipe "), path);
}
