/**
 * A table in Markdown.
 *
 * @param columns its headings
 * @param rows one cell a column; a bar in a cell is escaped
 * @returns lines without an end of line behind the last
 * @throws {RangeError} a row has another number of cells
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
