/**
 * What a report on an evaluation says, whatever its format: an introduction and tables.
 *
 * @module
 */
import type { EvalProblem, Verdicts } from "../evaluate.ts";
import { percentagePoints, shareText } from "../page/format.ts";
import { type Count, type StrategySummary, summarize } from "./summary.ts";

/** An evaluation to report on. */
export interface EvalReport {
  /** Name of the benchmark. */
  readonly benchmark: string;
  /** Name of the model. */
  readonly model: string;
  /** Seed of the samples. */
  readonly seed: number;
  /** The problems, in the order in which they are listed. */
  readonly problems: readonly EvalProblem[];
  /** The verdicts on all of them. The first strategy is the one that others are compared with. */
  readonly verdicts: Verdicts;
}

/** A table of a report. */
export interface ReportTable {
  /** Heading above the table. */
  readonly title: string;
  /** Headings of the columns. */
  readonly columns: readonly string[];
  /** One cell a column; the first names the row. */
  readonly rows: readonly (readonly string[])[];
}

/** One paragraph: what was measured, and how to read the figures. */
export function reportIntroduction({ benchmark, model, seed, problems }: EvalReport): string {
  return `${problems.length} problems of ${benchmark}, ${model}, seed ${seed}. Percent right, with 95 % Wilson intervals; ` +
    "gains with 95 % intervals of a paired bootstrap over problems.";
}

/** The tables of a report: all strategies, then by level and by subject where problems have them. */
export function reportTables({ problems, verdicts }: EvalReport): ReportTable[] {
  const summaries = summarize(problems, verdicts);
  return [
    strategyTable(summaries),
    ...groupTable("By level", summaries, ({ levels }) => levels),
    ...groupTable("By subject", summaries, ({ subjects }) => subjects),
  ];
}

function strategyTable(summaries: readonly StrategySummary[]): ReportTable {
  const [{ name: first }] = summaries;
  return {
    title: "Strategies",
    columns: ["strategy", "right", `gain over ${first}`, "tokens a problem", "seconds a problem"],
    rows: summaries.map(({ name, all, gain, tokens, seconds }) => [
      name,
      countText(all),
      gain === null
        ? "–"
        : `${percentagePoints(gain.difference)} (${percentagePoints(gain.low)} to ${percentagePoints(gain.high)})`,
      tokens.toFixed(0),
      seconds.toFixed(2),
    ]),
  };
}

function groupTable(
  title: string,
  summaries: readonly StrategySummary[],
  groupsOf: (summary: StrategySummary) => Readonly<Record<string, Count>>,
): ReportTable[] {
  const groups = Object.entries(groupsOf(summaries[0]));
  if (groups.length === 0) return [];
  return [{
    title,
    columns: ["strategy", ...groups.map(([name, { of }]) => `${name} (${of})`)],
    rows: summaries.map((summary) => [summary.name, ...groups.map(([name]) => countText(groupsOf(summary)[name]))]),
  }];
}

function countText({ right, of }: Count): string {
  return shareText(right, of);
}
