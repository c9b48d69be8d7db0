/**
 * Paths as a user means them: relative to the folder that they work in, also where `deno task` runs a command in the root of
 * this project.
 *
 * @module
 */
import { dirname, isAbsolute, resolve } from "node:path";
import { homedir } from "node:os";

/** The root of this project, where its tasks run. */
const ROOT = dirname(dirname(import.meta.dirname ?? ""));

/** The folder that the user works in: where they called `deno task`, else the current one. */
export function userFolder(): string {
  const current = Deno.cwd();
  return current === ROOT && Deno.env.get("INIT_CWD") || current;
}

/** A path that a user gave, made absolute; `~` in front is their home. */
export function userPath(path: string): string {
  return resolve(userFolder(), path.replace(/^~(?=$|[\\/])/, () => userHome() ?? "~"));
}

/** The user's home folder, by `HOME` or else by the system's list of users; undefined where neither names an absolute one. */
export function userHome(): string | undefined {
  const home = homedir() as string | null;
  return home && isAbsolute(home) ? home : undefined;
}
