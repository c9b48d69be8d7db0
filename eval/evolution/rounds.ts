/**
 * How all sections show rounds: by name, and as one stacked bar a round.
 *
 * @module
 */
import type { RoundManifest } from "@rstar/core";
import { barChart } from "../charts/bar_chart.ts";
import { categoryColor } from "../charts/colors.ts";
import { figure } from "../charts/figure.ts";
import { short, whole, wholePercent } from "../page/format.ts";
import type { Html } from "../page/html.ts";
import { sum } from "../statistics/mean.ts";
import type { Color, Description } from "../charts/svg.ts";

/** Counts by name. */
export type Counts = Readonly<Record<string, number>>;

/** `Round 3`. */
export function roundName({ round }: RoundManifest): string {
  return `Round ${round}`;
}

/** The keys of all records, in the order in which they first appear. */
export function namesOf(records: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))];
}

/** What {@linkcode roundBars} shows. */
export interface RoundBars extends Description {
  /** One a round, in the order of the bars. */
  readonly manifests: readonly RoundManifest[];
  /** The parts of a round's bar. */
  readonly counts: (manifest: RoundManifest) => Counts;
  /** Colours by name. Default: a colour of its own for each. */
  readonly colors?: Readonly<Record<string, Color>>;
  /** Writes a count in the bars. Default {@linkcode short}. */
  readonly format?: (count: number) => string;
  /** Writes a count in the table. Default {@linkcode whole}. */
  readonly exact?: (count: number) => string;
  /** Text behind a round's bar. Default: the sum. */
  readonly total?: (manifest: RoundManifest, sum: number) => string;
  /** Whether all bars have one length and show shares. Default false. */
  readonly shared?: boolean;
  /** How to read the chart. Default none. */
  readonly note?: string;
  /** Text in place of the chart where all counts are 0. Default: "None." */
  readonly empty?: string;
}

/** A figure of one stacked bar a round, with a key and a table. */
export function roundBars(about: RoundBars): Html {
  const { manifests, counts, colors, title, format = short, exact = whole, note, empty = "None." } = about;
  const names = namesOf(manifests.map(counts)).filter((name) => manifests.some((round) => counts(round)[name] > 0));
  if (names.length === 0) return figure({ title, note: empty });
  const parts = names.map((label, i) => ({ label, color: colors?.[label] ?? categoryColor(i) }));
  const bars = manifests.map((manifest) => {
    const values = names.map((name) => counts(manifest)[name] ?? 0);
    const total = sum(values);
    return { label: roundName(manifest), values, total: about.total?.(manifest, total) ?? format(total) };
  });
  const written = about.shared ? wholePercent : format;
  return figure({
    title,
    note,
    key: parts.length > 1 || colors ? parts : [{ ...parts[0] }],
    chart: barChart(about, { parts, bars, format: written, shared: about.shared }),
    data: {
      columns: ["Round", ...names, "Sum"],
      rows: manifests.map((
        manifest,
        row,
      ) => [manifest.round, ...[...bars[row].values, sum(bars[row].values)].map(exact)]),
    },
  });
}
