/**
 * Python on this machine: an interpreter, environments with pinned packages, and the programs of `python/` that run in them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { findPython } from "@rstar/environment";
 *
 * const { path, version } = await findPython();
 * assert.match(version, /^3\./);
 * const { code } = await new Deno.Command(path, { args: ["-c", "exit(7)"] }).output();
 * assert.equal(code, 7);
 * ```
 *
 * @module
 */

// An interpreter that is new enough, or one sentence that says what to install.
export { findPython, type Python } from "./find_python.ts";

// A virtual environment with the packages of a requirements file, made on first use in the user's cache folder.
export { cacheFolder } from "./cache_folder.ts";
export { environmentIfReady, pythonEnvironment, type PythonEnvironmentOptions } from "./python_environment.ts";

// The programs of `python/`, each run in the environment of its folder.
export { programEnvironment, PythonPrograms, type PythonProgramsOptions } from "./python_programs.ts";
