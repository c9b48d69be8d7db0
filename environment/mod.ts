/**
 * Python on this machine: finding it, environments of pinned packages, and the programs of `python/` that run in them.
 *
 * @module
 */
export * from "./python_environment.ts";
export * from "./python_job.ts";
export * from "./python_programs.ts";
