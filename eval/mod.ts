/**
 * Evaluation: strategies measured side by side on the same problems, with their cost and the uncertainty of every figure.
 *
 * {@linkcode evaluate} measures strategies, a {@linkcode ResultFile} keeps the verdicts, the reports show them. Sub-paths
 * hold the parts for other measurements: `@rstar/eval/strategies` (searches, their cuts, samples), `/results` (resumable
 * measurements, JSON Lines), `/statistics`, `/format` (numbers as text), `/text-report` (tables), `/accuracy-chart`.
 *
 * @example Is a strategy that solves 87 of 100 problems better than one that solves 80 of them?
 * ```ts
 * import assert from "node:assert/strict";
 * import { pairedBootstrap, parseStrategies, wilson } from "@rstar/eval";
 *
 * const strategies = parseStrategies("greedy, search@1..4").map(({ name }) => name);
 * assert.deepEqual(strategies, ["greedy", "search@1", "search@2", "search@4"]);
 *
 * const { low, high } = wilson(87, 100);
 * assert.deepEqual([low.toFixed(3), high.toFixed(3)], ["0.790", "0.922"]); // 80 is inside: unclear
 *
 * // On the same problems: both solve 78, only the first 9, only the second 2.
 * const pairs = (count: number, first: boolean, second: boolean) => Array(count).fill([first, second] as const);
 * const all = [...pairs(78, true, true), ...pairs(9, true, false), ...pairs(2, false, true), ...pairs(11, false, false)];
 * const gain = pairedBootstrap(all);
 * assert.equal(gain.difference.toFixed(2), "0.07");
 * assert.ok(gain.low > 0); // yes, with 95 % confidence
 * ```
 *
 * @module
 */

// Benchmarks: the file of a benchmark by its name.
export { benchmarkFile, type BenchmarkFolders, isBenchmarkFile } from "./benchmark.ts";

// Strategies: `greedy`, `majority@8`, `search@1..64` and the others, by name.
export { parseStrategies, type Strategy } from "./strategies/strategy.ts";

// Measuring: every strategy on every problem, graded; what a file of results holds is not measured again.
export {
  type EvalProblem,
  evaluate,
  type EvaluateOptions,
  type Verdict,
  type Verdicts,
  verdictsOf,
} from "./evaluate.ts";
export type { Answered, StrategySetting } from "./strategies/strategy_group.ts";
export type { Origin } from "./results/origin.ts";
export { ResultFile } from "./results/result_file.ts";

// Statistics: how sure a share is, and a difference of two shares on the same problems.
export { pairedBootstrap, type PairedDifference } from "./statistics/paired_bootstrap.ts";
export { type ShareInterval, wilson } from "./statistics/wilson.ts";

// Reports on an evaluation: tables, as Markdown, HTML, CSV and text; and what changed between two evaluations.
export { type EvalReport, type ReportTable, reportTables } from "./report/report.ts";
export { itemsCsv, markdownReport, textTable } from "./report/text_report.ts";
export { htmlReport } from "./report/html_report.ts";
export { type Flip, flips, type StrategyFlips } from "./report/flips.ts";

// Report on a run of self-evolution: its manifests as one HTML page.
export { readManifest } from "./evolution/read_manifest.ts";
export { renderReport, type ReportInput } from "./evolution/evolution_report.ts";
