/**
 * The command line as a function: runs a command, and turns what it throws into a message and an exit code.
 *
 * @module
 */
import { CommanderError } from "@commander-js/extra-typings";
import { EXIT_CODES, RstarError } from "@rstar/core";
import { systemReason, TextError } from "@rstar/system";
import { applyConfig } from "./config_file.ts";
import { ReaderGone } from "./print.ts";
import { program } from "./program.ts";
import { say } from "./say.ts";

/** The exit code where the reader of stdout has gone: that of the signal which other programs get then (SIGPIPE). */
const READER_GONE = 141;

/**
 * Runs a command.
 *
 * @param args the arguments behind `rstar`, the command first, such as `["solve", "What is 17 + 4?"]`
 * @returns the exit code: 0, 2 for wrong arguments, else the command's own or that of its error; never rejects
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  try {
    const all = program((code) => exitCode = code);
    await applyConfig(all);
    await all.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof ReaderGone) return READER_GONE;
    return error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : reportError(error);
  }
}

/** Writes an error to stderr: one sentence where the user can do something about it, the stack of a defect. */
function reportError(error: unknown): number {
  const sentence = (text: string) => say(`Error: ${text}${/[.!?]$/.test(text) ? "" : "."}`);
  if (error instanceof RstarError) {
    sentence(error.message);
    return EXIT_CODES[error.code];
  }
  if (error instanceof TextError) {
    sentence(error.message);
    return EXIT_CODES.bad_request;
  }
  const reason = systemReason(error);
  if (reason === undefined) say(Deno.inspect(error));
  else sentence(`Cannot go on: ${reason}`);
  return 1;
}
