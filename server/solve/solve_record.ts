import type { ResultStep, StopReason } from "@rstar/core/search";
import type { SolveRequest } from "./solve_request.ts";

/** What a search came to. */
export interface SolveResult {
  /** The answer; null where none was found. */
  readonly answer: string | null;
  /** Share of the votes that the answer has, in (0, 1]; 0 without an answer. */
  readonly confidence: number;
  /** Trajectories that give the answer. */
  readonly votes: number;
  /** The winning trajectory. */
  readonly steps: readonly ResultStep[];
  /** Why the search ended. */
  readonly stopped: StopReason;
  /** What it took. */
  readonly usage: SolveUsage;
}

/** What a search took. */
export interface SolveUsage {
  /** Tokens of the question's prompt. */
  readonly promptTokens: number;
  /** Tokens generated, over all branches. */
  readonly tokens: number;
  /** Rollouts finished, over all trees. */
  readonly rollouts: number;
  /** Wall time. */
  readonly seconds: number;
}

/** Where a search stands. `interrupted`: the server ended before it did. */
export type SolveStatus = "queued" | "running" | "done" | "failed" | "cancelled" | "interrupted";

/** One search: what was asked, where it stands, what it came to. */
export interface SolveRecord {
  /** Names the search. */
  readonly id: string;
  /** When it was asked for, ISO 8601. */
  readonly created: string;
  /** Where it stands. */
  readonly status: SolveStatus;
  /** Name of the model. */
  readonly model: string;
  /** What was asked, within the server's bounds. */
  readonly request: SolveRequest;
  /** What it came to; null until it has ended, and where it failed. */
  readonly result: SolveResult | null;
  /** What it failed of. */
  readonly error: { readonly code: string; readonly message: string } | null;
}
