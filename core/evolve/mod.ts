/**
 * Growing models by search: round 0, and the rounds of self-evolution.
 *
 * @module
 */
export * from "./bootstrap.ts";
export * from "./bootstrap_recipe.ts";
export * from "./grown_problem.ts";
export * from "./python_job.ts";
export * from "./python_programs.ts";
export * from "./recipe.ts";
export * from "./round_records.ts";
export * from "./round_search.ts";
export * from "./run_folder.ts";
export * from "./search_problems.ts";
export * from "./training_log.ts";
