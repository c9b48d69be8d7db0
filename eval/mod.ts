/**
 * Evaluation: strategies side by side on the same problems, with what they cost and how sure it is.
 *
 * @module
 */
export * from "./accuracy_chart.ts";
export * from "./json_lines.ts";
export * from "./level_table.ts";
export * from "./markdown.ts";
export * from "./measure.ts";
export * from "./paired_bootstrap.ts";
export * from "./result_file.ts";
export * from "./rollout_cuts.ts";
export * from "./run_search.ts";
export * from "./shared_policy.ts";
export * from "./whole_solutions.ts";
export * from "./wilson.ts";
