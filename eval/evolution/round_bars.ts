import type { RoundManifest } from "@rstar/core";
import { barChart } from "../charts/bar_chart.ts";
import { categoryColor } from "../charts/colors.ts";
import { figure } from "../charts/figure.ts";
import { short, whole, wholePercent } from "../page/format.ts";
import type { Html } from "../page/html.ts";
import { type Counts, namesOf, roundName, sum } from "./rounds.ts";
import type { Color, Description } from "../charts/svg.ts";

/** What {@linkcode roundBars} shows. */
export interface RoundBars extends Description {
  /** The rounds. */
  readonly manifests: readonly RoundManifest[];
  /** What a round's bar is made of. */
  readonly counts: (manifest: RoundManifest) => Counts;
  /** The colours of names. Default: one a name. */
  readonly colors?: Readonly<Record<string, Color>>;
  /** Writes a count in the bars. Default {@linkcode short}. */
  readonly format?: (count: number) => string;
  /** Writes a count in the table. Default: digits in full. */
  readonly exact?: (count: number) => string;
  /** Stands behind a round's bar. Default: the sum. */
  readonly total?: (manifest: RoundManifest, sum: number) => string;
  /** Bars of one length, which show shares. Default false. */
  readonly shared?: boolean;
  /** How to read it. Default: nothing. */
  readonly note?: string;
  /** Stands in place of a chart of nothing. Default: "None." */
  readonly empty?: string;
}

/** One stacked bar a round, with a key and a table. */
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
