/**
 * The command line as a program, for tests that run it in a process of its own.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** Path of `cli/main.ts`, for `deno run`. */
export const MAIN: string = fileURLToPath(new URL("../main.ts", import.meta.url));
