/**
 * What a run of self-evolution came to, as one page of HTML: no script, nothing loaded, light and dark, fit for print.
 * Every chart is an SVG image with a description, and has its data in a table behind it.
 *
 * Covered: what the manifests of finished rounds say. Not covered: published results, and other runs: figures of different
 * problems do not belong in one chart.
 *
 * @module
 */
import type { RoundManifest } from "@rstar/core";
import { costSection } from "./cost_section.ts";
import { coverageSection } from "./coverage_section.ts";
import { dataSection } from "./data_section.ts";
import { filesSection } from "./files_section.ts";
import { overview } from "./overview.ts";
import { page } from "../page/page.ts";
import { trainingSection } from "./training_section.ts";

/** What a report is about. */
export interface ReportInput {
  /** Name of the run. */
  readonly run: string;
  /** Its finished rounds, at least one, in any order. */
  readonly manifests: readonly RoundManifest[];
  /** Paragraphs to stand at the beginning. Default: none. */
  readonly notes?: readonly string[];
}

/**
 * The report as a whole HTML document. The same input gives the same text.
 *
 * @throws {RangeError} there is no round
 */
export function renderReport({ run, manifests, notes = [] }: ReportInput): string {
  if (manifests.length === 0) {
    throw new RangeError("Cannot write a report as no round is finished: manifests has 0 entries");
  }
  const rounds = manifests.toSorted((a, b) => a.round - b.round);
  return page(run, [
    overview(run, { manifests: rounds, notes }),
    coverageSection(rounds),
    dataSection(rounds),
    trainingSection(rounds),
    costSection(rounds),
    filesSection(rounds),
  ]);
}
