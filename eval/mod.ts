/**
 * Evaluation: strategies side by side on the same problems, with what they cost and how sure it is.
 *
 * @module
 */
export * from "./charts/accuracy_chart.ts";
export * from "./strategies/answered.ts";
export * from "./benchmark.ts";
export * from "./evaluate.ts";
export * from "./evolution/read_manifest.ts";
export * from "./evolution/report.ts";
export * from "./report/flips.ts";
export * from "./report/html_report.ts";
export * from "./report/items_csv.ts";
export * from "./results/json_lines.ts";
export * from "./report/level_table.ts";
export * from "./report/markdown.ts";
export * from "./results/measure.ts";
export * from "./statistics/paired_bootstrap.ts";
export * from "./report/report.ts";
export * from "./results/result_file.ts";
export * from "./strategies/rollout_cuts.ts";
export * from "./strategies/run_search.ts";
export * from "./strategies/shared_policy.ts";
export * from "./strategies/strategy.ts";
export * from "./strategies/strategy_group.ts";
export * from "./report/summary.ts";
export * from "./strategies/whole_solutions.ts";
export * from "./statistics/wilson.ts";
