import { RstarError } from "@rstar/core";

/**
 * The text of a file that a user named. `what` says in a message what it is, such as `the recipe `.
 *
 * @throws {RstarError} `bad_request` where it cannot be read
 */
export async function readText(path: string, what = ""): Promise<string> {
  return await Deno.readTextFile(path).catch((cause) => {
    throw new RstarError("bad_request", `Cannot read ${what}${path}: ${cause.message}`, { cause });
  });
}
