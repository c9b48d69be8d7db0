import type { LabelledProblem } from "../problem.ts";
import type { Tree } from "../search/tree.ts";

/** A problem that rounds of self-evolution search, with its ground truth. */
export interface SearchProblem extends LabelledProblem {
  /** How hard it is, in the words of its source; what coverage is told by. */
  readonly level?: string;
}

/** A problem after its search in one round: what training data is drawn from. */
export interface GrownProblem {
  /** The problem. */
  readonly problem: SearchProblem;
  /** Its trees, grown with `reward: "ground-truth"`, in the order they were begun. */
  readonly trees: readonly Tree[];
}
