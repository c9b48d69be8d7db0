/**
 * Tables of accuracy by level.
 *
 * @module
 */
import { shareText } from "@rstar/eval/format";
import { markdownTable } from "@rstar/eval/text-report";
import type { Outcome } from "./solve_one.ts";

/** How many problems were solved. */
export interface Count {
  /** Solved problems. */
  readonly right: number;
  /** All problems. */
  readonly of: number;
}

/** Counts by level, in the order of the columns, and of `all`. */
export type LevelCounts = Readonly<Record<string, Count>>;

/** One row of a table. */
export interface LevelRow {
  /** First cell: what was measured. */
  readonly name: string;
  /** Solved problems by level. */
  readonly counts: LevelCounts;
  /** Mean tokens a problem. Default: not known. */
  readonly tokens?: number;
}

/** The row of one measurement; `outcomes` by the problem's id. */
export function levelRow(
  name: string,
  problems: readonly { readonly id: string; readonly level: string }[],
  outcomes: ReadonlyMap<string, Outcome>,
): LevelRow {
  const counts: Record<string, { right: number; of: number }> = {};
  let tokens = 0;
  for (const { id, level } of problems) {
    const outcome = outcomes.get(id)!;
    tokens += outcome.tokens;
    for (const group of [level, "all"]) {
      const count = counts[group] ??= { right: 0, of: 0 };
      count.of++;
      if (outcome.right) count.right++;
    }
  }
  const { all, ...levels } = counts;
  return { name, counts: { ...levels, all }, tokens: tokens / problems.length };
}

/**
 * A Markdown table of shares by level, in percent with 95 % Wilson intervals, and of the mean tokens a problem where
 * they are known.
 *
 * @param heading of the first column
 */
export function levelTable(heading: string, rows: readonly LevelRow[]): string {
  const names = [...new Set(rows.flatMap(({ counts }) => Object.keys(counts)))].filter((name) => name !== "all");
  const groups = [...names, "all"];
  const hasTokens = rows.some(({ tokens }) => tokens !== undefined);
  const sizes = groups.map((group) => `${group} (${rows.find(({ counts }) => counts[group])?.counts[group].of ?? 0})`);
  return markdownTable(
    [heading, ...sizes, ...(hasTokens ? ["tokens a problem"] : [])],
    rows.map(({ name, counts, tokens }) => [
      name,
      ...groups.map((group) => shareText(counts[group]?.right ?? 0, counts[group]?.of ?? 0)),
      ...(hasTokens ? [tokens?.toFixed(0) ?? "–"] : []),
    ]),
  );
}
