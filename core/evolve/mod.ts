/**
 * Growing models by search: round 0, and the rounds of self-evolution.
 *
 * @module
 */
export * from "./bootstrap/bootstrap.ts";
export * from "./bootstrap/bootstrap_prompt.ts";
export * from "./recipe/flags.ts";
export * from "./data/coverage.ts";
export * from "./data/data_files.ts";
export * from "./data/data_statistics.ts";
export * from "./estimate.ts";
export * from "./evolve.ts";
export * from "./round/evolve_event.ts";
export * from "./round/evolve_round.ts";
export * from "./data/grown_problem.ts";
export * from "./data/label_audit.ts";
export * from "./data/official_trees.ts";
export * from "./data/ppm_pairs.ts";
export * from "./recipe/recipe.ts";
export * from "./round/round_data.ts";
export * from "./jobs/python_modules.ts";
export * from "./round_records.ts";
export * from "./round/round_search.ts";
export * from "./round/round_zero.ts";
export * from "./run/run_folder.ts";
export * from "./round/search_problems.ts";
export * from "./data/sft_data.ts";
export * from "./jobs/python_runner.ts";
export * from "./jobs/training_log.ts";
export * from "./run/run_store.ts";
