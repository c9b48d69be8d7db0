/**
 * A problem with the trees that were grown for it: what training data is drawn from.
 *
 * @module
 */
import type { LabelledProblem } from "../../problem.ts";
import { type Trajectory, trajectoryOf } from "../../search/rules/choose.ts";
import type { Node } from "../../search/node.ts";

/** A problem that rounds of self-evolution search, with its ground truth. */
export interface SearchProblem extends LabelledProblem {
  /** How hard it is, in the words of its source; coverage is counted by it. */
  readonly level?: string;
}

/** What drawing data needs of a finished search tree: a `Tree`, or an imported one. */
export interface GrownTree {
  /** The node of the question, with an empty solution. */
  readonly root: Node;
  /** The nodes of final answers that rollouts reached, in that order, each once. */
  readonly found: readonly Node[];
}

/** A problem and its trees of one or several rounds. */
export interface GrownProblem {
  /** With its ground truth. */
  readonly problem: SearchProblem;
  /** Grown with `reward: "ground-truth"`, in the order in which they were started. */
  readonly trees: readonly GrownTree[];
}

/**
 * Whether a correct trajectory may be right by luck: a program that ignores what the question defines and prints one of a few
 * possible answers. What can be guessed depends on the wording of a dataset, so the caller supplies the test.
 */
export type LuckTest = (trajectory: Trajectory, problem: LabelledProblem) => boolean;

/** Every trajectory that rollouts reached, tree after tree. */
export function trajectoriesOf({ trees }: GrownProblem): Trajectory[] {
  return trees.flatMap((tree) => tree.found.map(trajectoryOf));
}

/** Whether a trajectory's answer equals the ground truth. */
export function isCorrect({ steps }: Trajectory): boolean {
  return steps.at(-1)?.correct === true;
}

/** The steps of a trajectory joined, from the first to the answer. */
export function solutionText({ steps }: Trajectory): string {
  return steps.map((step) => step.text).join("");
}
