import type { Problem } from "../../problem.ts";
import type { Choice, Trajectory } from "../rules/choose.ts";
import type { Expansion } from "../step.ts";
import type { Progress, StopReason } from "../rules/stop.ts";
import type { TraceLine } from "../trace.ts";
import type { Tree } from "../tree.ts";

/** What a search has come to. */
export interface SearchResult {
  /** The problem searched. */
  readonly problem: Problem;
  /** The final answer; null where no trajectory reached one. */
  readonly choice: Choice | null;
  /** Every trajectory that a rollout came to, tree after tree. */
  readonly trajectories: readonly Trajectory[];
  /** The trees. */
  readonly trees: readonly Tree[];
  /** Why it ended. */
  readonly stopped: StopReason;
  /** Tokens generated. */
  readonly tokens: number;
  /** Rollouts finished, over all trees. */
  readonly rollouts: number;
  /** Wall time. */
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
