/**
 * The command line as a function: runs a command, and turns what it throws into a message and an exit code.
 *
 * @module
 */
import { CommanderError } from "@commander-js/extra-typings";
import { EXIT_CODES, RstarError } from "@rstar/core";
import { program } from "./program.ts";
import { say } from "./say.ts";

/**
 * Runs a command.
 *
 * @param args the arguments behind `rstar`, the command first, such as `["solve", "What is 17 + 4?"]`
 * @returns the exit code: 0, 2 for wrong arguments, else the command's own or that of its error; never rejects
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  try {
    await program((code) => exitCode = code).parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    return error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : reportError(error);
  }
}

/** Writes an error to stderr: one sentence where the user can do something about it, the stack of a defect. */
function reportError(error: unknown): number {
  if (error instanceof RstarError) {
    say(`Error: ${error.message}${/[.!?]$/.test(error.message) ? "" : "."}`);
    return EXIT_CODES[error.code];
  }
  say(Deno.inspect(error));
  return 1;
}
