/**
 * Reports as text: Markdown, aligned columns for a terminal, CSV.
 *
 * @module
 */
import { stringify } from "csv-stringify/sync";
import { type EvalReport, reportIntroduction, type ReportTable, reportTables } from "./report.ts";

/** The whole report in Markdown. */
export function markdownReport(report: EvalReport): string {
  const tables = reportTables(report).map(({ title, columns, rows }) =>
    `## ${title}\n\n${markdownTable(columns, rows)}`
  );
  return `# ${report.benchmark} · ${report.model}\n\n${reportIntroduction(report)}\n\n${tables.join("\n\n")}\n`;
}

/**
 * A table in Markdown. Vertical bars in cells are escaped.
 *
 * @param columns headings
 * @param rows one cell a column
 * @returns lines without a line end after the last
 * @throws {RangeError} a row has more or fewer cells than there are columns
 */
export function markdownTable(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  for (const row of rows) {
    if (row.length !== columns.length) {
      throw new RangeError(`Cannot write a table as a row has ${row.length} cells for ${columns.length} columns`);
    }
  }
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}

/** A table whose columns are aligned by spaces, the first to the left and the others to the right; without its title. */
export function textTable({ columns, rows }: ReportTable): string {
  const lines = [columns, ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index].length)));
  const pad = (cell: string, index: number) => index === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[index]);
  return lines.map((line) => line.map(pad).join("  ").trimEnd()).join("\n");
}

/** CSV with a header and one row a verdict: id, level, subject, strategy, right (0 or 1), answer, truth, tokens, seconds. */
export function itemsCsv({ problems, verdicts }: EvalReport): string {
  const rows = problems.flatMap(({ id, level = "", subject = "", answer: truth }) =>
    [...verdicts].map(([strategy, byId]) => {
      const { answer, right, tokens, seconds } = byId.get(id)!;
      return { id, level, subject, strategy, right: Number(right), answer: answer ?? "", truth, tokens, seconds };
    })
  );
  return stringify(rows, { header: true });
}
