import type { PresetName } from "@rstar/core/search";

/** What a search is asked for: the body of `POST /v1/solve`. */
export interface SolveRequest {
  /** The problem in words. */
  readonly question: string;
  /** Name of the model. */
  readonly model?: string;
  /** Search as the paper or the official code describes it. Default: the model's own. */
  readonly preset?: PresetName;
  /** Rollouts of a tree. */
  readonly rollouts?: number;
  /** Candidates for each step. */
  readonly candidates?: number;
  /** Steps of a trajectory at most. */
  readonly depth?: number;
  /** Sampling temperature. */
  readonly temperature?: number;
  /** Trees, side by side. Default 1. */
  readonly trees?: number;
  /** Seed of every sample. Default 0. */
  readonly seed?: number;
  /** Where the search ends at the latest. */
  readonly budgets?: {
    /** Tokens generated. */
    readonly tokens?: number;
    /** Wall time. */
    readonly seconds?: number;
  };
  /** Whether the answer is a stream of events. */
  readonly stream?: boolean;
}
