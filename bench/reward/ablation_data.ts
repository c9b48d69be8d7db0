/**
 * Training data for the reward models that the paper compares its PPM with, from the same trees.
 *
 * @module
 * @see rStar-Math §4.3 (Table 8): ORM, PQM, PPM
 */
import { type GrownProblem, type PairOptions, type PreferencePair, trajectoryPairs } from "@rstar/core/evolve";
import { qValue, solutionOf, walk } from "@rstar/core/search";

/** A solution up to some step, with the Q-value that the search gave that step. */
export interface StepValue {
  /** Id of the problem. */
  readonly id: string;
  /** The question in words. */
  readonly question: string;
  /** The solution up to and including the step, outputs included. */
  readonly prefix: string;
  /** Q of the step, in [-1, 1]. */
  readonly value: number;
}

/**
 * Pairs for an outcome reward model: whole correct trajectories against whole wrong ones. They are the two of highest and
 * the two of lowest mean Q, the same that the PPM's final-answer pairs are made of, without a least margin.
 */
export function outcomePairs(
  grown: GrownProblem,
  options: Pick<PairOptions, "isLucky"> = {},
): PreferencePair[] {
  return trajectoryPairs(grown, options);
}

/** Values for a Q-value reward model: every valid step that was visited, labelled with its Q, one tree after the other. */
export function stepValues({ problem: { id, question }, trees }: GrownProblem): StepValue[] {
  return trees.flatMap(({ root }) =>
    [...walk(root)]
      .filter((node) => node.parent !== null && node.invalid === null && node.visits > 0)
      .map((node) => ({ id, question, prefix: solutionOf(node), value: qValue(node) }))
  );
}
