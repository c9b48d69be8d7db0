/**
 * The report's section on training data: SFT examples and preference pairs of each round.
 *
 * @module
 */
import type { RoundManifest } from "@rstar/core";
import { ordinalColor } from "../charts/colors.ts";
import { figure, section } from "../charts/figure.ts";
import { measured, whole } from "../page/format.ts";
import type { Html } from "../page/html.ts";
import { type Bins, histograms } from "../charts/histogram.ts";
import { roundBars, roundName } from "./rounds.ts";
import { sum } from "../statistics/mean.ts";
import { table } from "../page/page.ts";
import { sampled } from "../charts/scale.ts";

const MARGIN_BINS = 10;
const LARGEST_MARGIN = 2;
const MOST_TICKS = 8;

/** Writes the section; one bar or histogram a round. */
export function dataSection(manifests: readonly RoundManifest[]): Html {
  return section("Training data", {
    id: "data",
    content: [
      roundBars({
        id: "sft-levels",
        title: "SFT examples by level",
        description: "For each round, the number of trajectories that the policy learns from, by level.",
        manifests,
        counts: ({ sft }) => sft.levels,
      }),
      roundBars({
        id: "sft-dropped",
        title: "Correct trajectories left out, by reason",
        description:
          "For each round, the number of correct trajectories that the policy does not learn from, by reason.",
        manifests,
        counts: ({ sft }) => sft.dropped,
      }),
      roundBars({
        id: "pairs",
        title: "Preference pairs",
        description: "For each round, the number of pairs about one step and of pairs of whole trajectories.",
        manifests,
        counts: ({ pairs }) => ({ "step": pairs.stepPairs, "trajectory": pairs.trajectoryPairs }),
      }),
      roundBars({
        id: "pairs-dropped",
        title: "Pairs left out, by reason",
        description: "For each round, the number of pairs that the PPM does not learn from, by reason.",
        manifests,
        counts: ({ pairs }) => pairs.dropped,
      }),
      pairHistograms(manifests, {
        id: "pair-depths",
        title: "Pairs by depth of the step",
        counts: ({ pairs }) => pairs.byDepth,
        bins: depthBins(Math.max(0, ...manifests.map(({ pairs }) => pairs.byDepth.length))),
      }),
      pairHistograms(manifests, {
        id: "pair-margins",
        title: "Pairs by margin of their Q-values",
        counts: ({ pairs }) => pairs.byMargin,
        bins: MARGINS,
      }),
      figure({ title: "SFT examples and pairs in numbers", place: "wide", chart: numbers(manifests) }),
    ],
  });
}

const MARGINS: Bins = {
  label: "Q of the chosen − Q of the rejected",
  name: (bin) =>
    `${measured(bin * LARGEST_MARGIN / MARGIN_BINS)} to ${measured((bin + 1) * LARGEST_MARGIN / MARGIN_BINS)}`,
  ticks: [0, 0.5, 1, 1.5, 2].map((value) => ({ at: value * MARGIN_BINS / LARGEST_MARGIN, label: String(value) })),
};

function depthBins(count: number): Bins {
  const depths = sampled(Array.from({ length: count }, (_, i) => i), MOST_TICKS);
  return {
    label: "depth of the step, 1 being the first",
    name: (bin) => `depth ${bin + 1}`,
    ticks: depths.map((bin) => ({ at: bin + 0.5, label: String(bin + 1) })),
  };
}

function pairHistograms(
  manifests: readonly RoundManifest[],
  { id, title, counts, bins }: {
    readonly id: string;
    readonly title: string;
    readonly counts: (manifest: RoundManifest) => readonly number[];
    readonly bins: Bins;
  },
): Html {
  const filled = manifests.filter((manifest) => sum(counts(manifest)) > 0);
  if (filled.length === 0) return figure({ title, note: "No pairs." });
  const panels = filled.map((manifest, i) => ({
    label: roundName(manifest),
    counts: counts(manifest),
    color: ordinalColor(i, filled.length),
  }));
  const columns = Math.max(...panels.map(({ counts }) => counts.length));
  return figure({
    title,
    chart: histograms({ id, title, description: `One histogram a round: ${bins.label}.` }, { bins, panels }),
    data: {
      columns: ["Round", ...Array.from({ length: columns }, (_, bin) => bins.name(bin))],
      rows: panels.map(({ label, counts }) => [
        label,
        ...Array.from({ length: columns }, (_, bin) => whole(counts[bin] ?? 0)),
      ]),
    },
  });
}

function numbers(manifests: readonly RoundManifest[]): Html {
  return table({
    columns: ["Round", "Examples", "Problems", "Mean steps", "Mean Q", "Pairs", "Problems with pairs"],
    rows: manifests.map(({ round, sft, pairs }) => [
      round,
      whole(sft.examples),
      whole(sft.problems),
      measured(sft.meanSteps),
      measured(sft.meanQ),
      whole(pairs.stepPairs + pairs.trajectoryPairs),
      whole(pairs.problems),
    ]),
  });
}
