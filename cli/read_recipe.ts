import { type EvolutionRecipe, parseRecipe, RstarError } from "@rstar/core";
import { EMBEDDED_MODEL } from "./session.ts";

/**
 * Reads a recipe; without a path the embedded model's.
 *
 * @throws {RstarError} `bad_request`
 */
export async function readRecipe(path = `${EMBEDDED_MODEL}/recipe.toml`): Promise<EvolutionRecipe> {
  const text = await Deno.readTextFile(path).catch((cause) => {
    throw new RstarError("bad_request", `Cannot read the recipe ${path}: ${cause.message}`, { cause });
  });
  return parseRecipe(text, path);
}
