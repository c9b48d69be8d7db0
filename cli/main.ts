/**
 * The program that `deno task` runs: {@linkcode runCommand}, and the end of the process with its exit code.
 *
 * @module
 */
import { runCommand } from "./run_command.ts";

Deno.exit(await runCommand(Deno.args));
