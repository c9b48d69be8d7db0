import type { LabelledProblem } from "../../problem.ts";
import { type Trajectory, trajectoryOf } from "../../search/rules/choose.ts";
import type { Node } from "../../search/node.ts";

/** A problem that rounds of self-evolution search, with its ground truth. */
export interface SearchProblem extends LabelledProblem {
  /** How hard it is, in the words of its source; what coverage is told by. */
  readonly level?: string;
}

/** A finished search tree as training data is drawn from it: a `Tree`, or one that was imported. */
export interface GrownTree {
  /** The bare problem. */
  readonly root: Node;
  /** Final answers that a rollout has come to, in that order, each once. */
  readonly found: readonly Node[];
}

/** A problem after its search in one round: what training data is drawn from. */
export interface GrownProblem {
  /** The problem. */
  readonly problem: SearchProblem;
  /** Its trees, grown with `reward: "ground-truth"`, in the order they were begun. */
  readonly trees: readonly GrownTree[];
}

/**
 * Whether a correct trajectory may be right by luck: a program that skips what the question defines and prints one of a few
 * possible answers. What can be guessed depends on the wording of a dataset, so the caller brings the test.
 */
export type LuckTest = (trajectory: Trajectory, problem: LabelledProblem) => boolean;

/** Every trajectory that a rollout came to, tree after tree. */
export function trajectoriesOf({ trees }: GrownProblem): Trajectory[] {
  return trees.flatMap((tree) => tree.found.map(trajectoryOf));
}

/** Whether a trajectory came to the right answer. */
export function isCorrect({ steps }: Trajectory): boolean {
  return steps.at(-1)?.correct === true;
}

/** A trajectory's whole text, from the first step to the answer. */
export function solutionText({ steps }: Trajectory): string {
  return steps.map((step) => step.text).join("");
}
