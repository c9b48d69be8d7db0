import type { SearchProblem } from "../data/grown_problem.ts";
import type { RoundManifest } from "../round_records.ts";
import type { RoundSearchEvent } from "./round_search.ts";
import type { TrainingEvent } from "../jobs/training_log.ts";

/** The stages of a round, in their order. Each leaves `<stage>.json` in the round's folder, and is passed over when that is there. */
export type Stage = "search" | "data" | "policy" | "ppm";

/** What happens while models are grown. */
export type EvolveEvent =
  /** Something is being installed or made, in words. */
  | { readonly type: "note"; readonly text: string }
  /** A round is begun, or gone on with. */
  | { readonly type: "round"; readonly round: number; readonly problems: readonly SearchProblem[] }
  /** A stage is begun, or gone on with. */
  | { readonly type: "stage"; readonly round: number; readonly stage: Stage }
  /** Its search goes on. */
  | { readonly type: "search"; readonly round: number; readonly event: RoundSearchEvent }
  /** Its training goes on. */
  | {
    readonly type: "training";
    readonly round: number;
    readonly model: "policy" | "ppm";
    readonly event: TrainingEvent;
  }
  /** A round is finished, now or before. */
  | { readonly type: "finished"; readonly round: number; readonly manifest: RoundManifest };
