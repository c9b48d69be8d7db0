/**
 * The command line as a program, for tests that run it in a process of its own.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** Path of the command line's program. */
export const MAIN: string = fileURLToPath(new URL("../main.ts", import.meta.url));
