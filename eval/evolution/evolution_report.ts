/**
 * The report on a run of self-evolution as one HTML page: without scripts or anything to load, light and dark, printable.
 * Every chart is an SVG image with a description, and has its data in a table.
 *
 * Covered: the manifests of finished rounds. Not covered: published results and other runs, as figures on different
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

/** What {@linkcode renderReport} reads. */
export interface ReportInput {
  /** The name of the run, the title of the page. */
  readonly run: string;
  /** Its finished rounds, at least one, in any order. */
  readonly manifests: readonly RoundManifest[];
  /** Paragraphs below the title. Default none. */
  readonly notes?: readonly string[];
}

/**
 * The report as a whole HTML document, a function of its input alone.
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
