/**
 * Data for other reward models on the same trees: what the paper compares its PPM with.
 *
 * @module
 * @see rStar-Math §4.3 (Table 8): ORM, PQM, PPM
 */
import {
  type GrownProblem,
  type PairOptions,
  type PreferencePair,
  qValue,
  solutionOf,
  trajectoryPairs,
  walk,
} from "@rstar/core";

/** A solution so far and what the search found it worth. */
export interface StepValue {
  /** The problem's. */
  readonly id: string;
  /** The question in words. */
  readonly question: string;
  /** The solution up to and including the step, outputs included. */
  readonly prefix: string;
  /** Q of the step, in [-1, 1]. */
  readonly value: number;
}

/**
 * Pairs for an outcome reward model: whole correct trajectories against whole wrong ones. The two of highest and lowest average
 * Q, so that it reads the trajectories that the PPM's final-answer pairs are of; their margin keeps none out.
 */
export function outcomePairs(
  grown: GrownProblem,
  options: Pick<PairOptions, "isLucky"> = {},
): PreferencePair[] {
  return trajectoryPairs(grown, options);
}

/** Values for a Q-value reward model: every valid step that was visited, with its Q as the label, tree after tree. */
export function stepValues({ problem: { id, question }, trees }: GrownProblem): StepValue[] {
  return trees.flatMap(({ root }) =>
    [...walk(root)]
      .filter((node) => node.parent !== null && node.invalid === null && node.visits > 0)
      .map((node) => ({ id, question, prefix: solutionOf(node), value: qValue(node) }))
  );
}
