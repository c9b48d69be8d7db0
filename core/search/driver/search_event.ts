/**
 * The events of a search, and the result it ends with.
 *
 * @module
 */
import type { AnswerForms } from "../../answer/forms.ts";
import type { Problem } from "../../problem.ts";
import type { AnswerStatus } from "../rules/confidence.ts";
import type { Choice, Trajectory } from "../rules/choose.ts";
import type { Expansion } from "../step.ts";
import type { Progress, StopReason } from "../rules/stop.ts";
import type { TraceLine } from "../trace.ts";
import type { Tree } from "../tree.ts";

/** What the search of one problem found, and what it took. */
export interface SearchResult {
  /** The problem, as it was given. */
  readonly problem: Problem;
  /** `unsure`: the best answer is a guess; `unsolved`: no trajectory reached an answer. */
  readonly status: AnswerStatus;
  /** The final answer as plain text; null where unsure or unsolved. */
  readonly answer: string | null;
  /** The best answer as plain text where the search is unsure of it; null elsewhere. */
  readonly guess: string | null;
  /** Probability that the answer or guess is right, in (0, 1); 0 where unsolved. */
  readonly confidence: number;
  /** Its share of all votes, weighted as the rule weighs them, in (0, 1]; 0 where unsolved. */
  readonly share: number;
  /** The answer or guess as text of each kind; null where unsolved. */
  readonly forms: AnswerForms | null;
  /** Trajectories that give it; 0 without one. */
  readonly votes: number;
  /** The best trajectory that gives the answer or guess; null without one. */
  readonly trajectory: Trajectory | null;
  /** The tree that holds this trajectory; without an answer the first. */
  readonly tree: Tree;
  /** All trees, in the order they were begun. */
  readonly trees: readonly Tree[];
  /** Every trajectory that a rollout finished, tree after tree. */
  readonly trajectories: readonly Trajectory[];
  /** Why the search ended. */
  readonly stopped: StopReason;
  /** What it took, over all trees. */
  readonly usage: SearchUsage;
}

/** What a search took. */
export interface SearchUsage {
  /** Tokens generated, dropped candidates included. */
  readonly tokens: number;
  /** Rollouts finished, over all trees. */
  readonly rollouts: number;
  /** Wall time in seconds. */
  readonly seconds: number;
}

/** What happens while problems are searched, in order for each tree. */
export type SearchEvent =
  | { readonly type: "tree"; readonly problem: Problem; readonly index: number; readonly tree: Tree }
  | { readonly type: "tell"; readonly problem: Problem; readonly tree: number; readonly expansion: Expansion }
  | { readonly type: "progress"; readonly problem: Problem; readonly progress: Progress; readonly best: Choice | null }
  | { readonly type: "done"; readonly result: SearchResult }
  | { readonly type: "failed"; readonly problem: Problem; readonly error: unknown };

/** The lines that an event adds to a trace. */
export function traceOf(event: SearchEvent): TraceLine[] {
  switch (event.type) {
    case "tree":
      return [{ type: "tree", problem: event.problem, tree: event.index, init: event.tree.init }];
    case "tell":
      return [{ type: "tell", problem: event.problem.id, tree: event.tree, expansion: event.expansion }];
    default:
      return [];
  }
}
