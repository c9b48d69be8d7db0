/**
 * Files that a user named on the command line: a file that cannot be read is a wrong request, not a defect.
 *
 * @module
 */
import { type EvolutionRecipe, parseRecipe, RstarError } from "@rstar/core";
import { EMBEDDED_MODEL } from "@rstar/solver";
import { readTextFile, systemReason, TextError } from "@rstar/system";

/**
 * Does something with a file or folder that the user named.
 *
 * @param action in the words of the message: `write x.html`
 * @throws {RstarError} `bad_request` where the system refuses it, or the file is no text
 */
export async function onNamed<Result>(action: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof TextError) throw new RstarError("bad_request", cause.message, { cause });
    const reason = systemReason(cause);
    throw reason === undefined ? cause : new RstarError("bad_request", `Cannot ${action}: ${reason}`, { cause });
  }
}

/**
 * Reads a file as text.
 *
 * @param what names the kind of file in the message, with a blank at its end: `the recipe `
 * @throws {RstarError} `bad_request` where it cannot be read, or is no text
 */
export async function readText(path: string, what = ""): Promise<string> {
  return await onNamed(`read ${what}${path}`, () => readTextFile(path));
}

/**
 * Reads a recipe; without a path the embedded model's.
 *
 * @throws {RstarError} `bad_request` where it cannot be read or is no recipe
 */
export async function readRecipe(path = `${EMBEDDED_MODEL}/recipe.toml`): Promise<EvolutionRecipe> {
  return parseRecipe(await readText(path, "the recipe "), path);
}
