/**
 * Growing models by search: round 0 so far.
 *
 * @module
 */
export * from "./bootstrap.ts";
export * from "./bootstrap_recipe.ts";
export * from "./python_job.ts";
