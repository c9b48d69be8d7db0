import { markdownTable } from "./markdown.ts";
import { shareText } from "../statistics/wilson.ts";

/** How many of some problems came out right. */
export interface Count {
  /** Right ones. */
  readonly right: number;
  /** All of them. */
  readonly of: number;
}

/** Counts by level, in the order in which the problems name them, and of `all`. */
export type LevelCounts = Readonly<Record<string, Count>>;

/** What came of one problem. */
export interface Outcome {
  /** Whether it was solved. */
  readonly right: boolean;
  /** Tokens generated for it. */
  readonly tokens: number;
}

/** One row of a table by level. */
export interface LevelRow {
  /** What was measured. */
  readonly name: string;
  /** What it came to. */
  readonly counts: LevelCounts;
  /** Mean tokens a problem; default none. */
  readonly tokens?: number;
}

/** A measurement as a row. */
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
 * A table of shares by level, in percent with 95 % Wilson intervals, with the mean tokens a problem where rows have
 * them.
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
