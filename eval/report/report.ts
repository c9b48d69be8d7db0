import type { EvalProblem, Verdicts } from "../evaluate.ts";
import { markdownTable } from "./markdown.ts";
import { type StrategySummary, summarize } from "./summary.ts";
import { percent, shareText } from "../statistics/wilson.ts";
import type { Count } from "./level_table.ts";

/** What was measured, on what. */
export interface EvalReport {
  /** Name of the problems. */
  readonly benchmark: string;
  /** Name of the model, with its PPM where that is another one. */
  readonly model: string;
  /** Seed of the samples. */
  readonly seed: number;
  /** The problems. */
  readonly problems: readonly EvalProblem[];
  /** What each strategy came to on them. */
  readonly verdicts: Verdicts;
}

/** A table: headings, and rows of as many cells. */
export interface ReportTable {
  /** What it shows. */
  readonly title: string;
  /** Its headings. */
  readonly columns: readonly string[];
  /** One cell a column. */
  readonly rows: readonly (readonly string[])[];
}

/** One sentence on what was measured. */
export function reportIntroduction({ benchmark, model, seed, problems }: EvalReport): string {
  return `${problems.length} problems of ${benchmark}, ${model}, seed ${seed}. Percent right, with 95 % Wilson intervals; ` +
    "gains with 95 % intervals of a paired bootstrap over problems.";
}

/** The tables of a report: strategies, then each by level and by subject where problems have them. */
export function reportTables({ problems, verdicts }: EvalReport): ReportTable[] {
  const summaries = summarize(problems, verdicts);
  return [
    strategyTable(summaries),
    ...groupTable("By level", summaries, ({ levels }) => levels),
    ...groupTable("By subject", summaries, ({ subjects }) => subjects),
  ];
}

/** The report in Markdown. */
export function markdownReport(report: EvalReport): string {
  const tables = reportTables(report).map(({ title, columns, rows }) =>
    `## ${title}\n\n${markdownTable(columns, rows)}`
  );
  return `# ${report.benchmark} · ${report.model}\n\n${reportIntroduction(report)}\n\n${tables.join("\n\n")}\n`;
}

/** A table for a terminal: columns are aligned by blanks. */
export function textTable({ columns, rows }: ReportTable): string {
  const lines = [columns, ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index].length)));
  const pad = (cell: string, index: number) => index === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[index]);
  return lines.map((line) => line.map(pad).join("  ").trimEnd()).join("\n");
}

function strategyTable(summaries: readonly StrategySummary[]): ReportTable {
  const [{ name: first }] = summaries;
  return {
    title: "Strategies",
    columns: ["strategy", "right", `gain over ${first}`, "tokens a problem", "seconds a problem"],
    rows: summaries.map(({ name, all, gain, tokens, seconds }) => [
      name,
      countText(all),
      gain === null ? "–" : `${percent(gain.difference)} (${percent(gain.low)} to ${percent(gain.high)})`,
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
