/**
 * Growing models by search: round 0, and the rounds of self-evolution.
 *
 * @module
 */
export * from "./ablation_data.ts";
export * from "./bootstrap.ts";
export * from "./bootstrap_prompt.ts";
export * from "./bootstrap_recipe.ts";
export * from "./coverage.ts";
export * from "./data_files.ts";
export * from "./data_statistics.ts";
export * from "./estimate.ts";
export * from "./evolve.ts";
export * from "./evolve_event.ts";
export * from "./evolve_round.ts";
export * from "./grown_problem.ts";
export * from "./jobs/python_modules.ts";
export * from "./label_audit.ts";
export * from "./lucky_guess.ts";
export * from "./official_trees.ts";
export * from "./policy_server.ts";
export * from "./ppm_pairs.ts";
export * from "./python_job.ts";
export * from "./python_programs.ts";
export * from "./recipe.ts";
export * from "./report/read_manifest.ts";
export * from "./report/report.ts";
export * from "./round_data.ts";
export * from "./round_records.ts";
export * from "./round_search.ts";
export * from "./round_zero.ts";
export * from "./run_folder.ts";
export * from "./search_problems.ts";
export * from "./sft_data.ts";
export * from "./training_log.ts";
