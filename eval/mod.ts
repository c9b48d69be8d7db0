/**
 * Evaluation: strategies side by side on the same problems, with what they cost and how sure it is.
 *
 * @module
 */
export * from "./accuracy_chart.ts";
export * from "./answered.ts";
export * from "./benchmark.ts";
export * from "./evaluate.ts";
export * from "./flips.ts";
export * from "./html_report.ts";
export * from "./items_csv.ts";
export * from "./json_lines.ts";
export * from "./level_table.ts";
export * from "./markdown.ts";
export * from "./measure.ts";
export * from "./paired_bootstrap.ts";
export * from "./report.ts";
export * from "./result_file.ts";
export * from "./rollout_cuts.ts";
export * from "./run_search.ts";
export * from "./shared_policy.ts";
export * from "./strategy.ts";
export * from "./strategy_group.ts";
export * from "./summary.ts";
export * from "./whole_solutions.ts";
export * from "./wilson.ts";
