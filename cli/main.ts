/**
 * The command line of rstar.
 *
 * @module
 */
import { CommanderError } from "@commander-js/extra-typings";
import { program } from "./program.ts";
import { reportError } from "./report_error.ts";

try {
  Deno.exitCode = 0;
  await program((code) => Deno.exitCode = code).parseAsync(Deno.args, { from: "user" });
} catch (error) {
  Deno.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : reportError(error);
}
Deno.exit();
