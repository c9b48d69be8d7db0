/**
 * Files that a user named on the command line: a file that cannot be read is a wrong request, not a defect.
 *
 * @module
 */
import { type EvolutionRecipe, parseRecipe, RstarError } from "@rstar/core";
import { EMBEDDED_MODEL } from "@rstar/solver";

/**
 * Reads a file as text.
 *
 * @param what names the kind of file in the message, with a blank at its end: `the recipe `
 * @throws {RstarError} `bad_request` where it cannot be read
 */
export async function readText(path: string, what = ""): Promise<string> {
  return await Deno.readTextFile(path).catch((cause) => {
    throw new RstarError("bad_request", `Cannot read ${what}${path}: ${cause.message}`, { cause });
  });
}

/**
 * Reads a recipe; without a path the embedded model's.
 *
 * @throws {RstarError} `bad_request` where it cannot be read or is no recipe
 */
export async function readRecipe(path = `${EMBEDDED_MODEL}/recipe.toml`): Promise<EvolutionRecipe> {
  return parseRecipe(await readText(path, "the recipe "), path);
}
