/**
 * The progress of an evolution, as events.
 *
 * @module
 */
import type { SearchProblem } from "../data/grown_problem.ts";
import type { RoundManifest } from "../round_records.ts";
import type { RoundSearchEvent } from "./round_search.ts";
import type { TrainingEvent } from "../jobs/training_log.ts";

/** The stages of a round, in their order. Each leaves `<stage>.json` in the round's folder and is skipped where that exists. */
export type Stage = "search" | "data" | "policy" | "ppm";

/** An event of `evolve()`; `round` counts from 1. */
export type EvolveEvent =
  /** Something that takes time, such as an installation, in words. */
  | { readonly type: "note"; readonly text: string }
  /** A round starts or resumes. */
  | { readonly type: "round"; readonly round: number; readonly problems: readonly SearchProblem[] }
  /** A stage starts or resumes. */
  | { readonly type: "stage"; readonly round: number; readonly stage: Stage }
  /** Progress of the round's search. */
  | { readonly type: "search"; readonly round: number; readonly event: RoundSearchEvent }
  /** Progress of one of the round's trainings. */
  | {
    readonly type: "training";
    readonly round: number;
    readonly model: "policy" | "ppm";
    readonly event: TrainingEvent;
  }
  /** A round is finished, now or in an earlier call. */
  | { readonly type: "finished"; readonly round: number; readonly manifest: RoundManifest };
