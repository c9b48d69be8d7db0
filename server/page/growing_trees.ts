/**
 * The trees of a search, grown from its trace by core's own code: the page has the same trees as the server.
 *
 * @module
 */
import { type Node, Replayer, type TraceLine, trajectoryOf, type Tree } from "@rstar/core/search";

/** The trees of one search. */
export class GrowingTrees {
  readonly #replayer = new Replayer();

  /** The trees by their number, from 0. */
  get trees(): ReadonlyMap<number, Tree> {
    return new Map(this.#replayer.trees.map(({ index, tree }) => [index, tree]));
  }

  /**
   * Applies the next line of the trace.
   *
   * @throws {RangeError} when it does not fit its tree
   */
  push(line: TraceLine): void {
    this.#replayer.push(line);
  }
}

/**
 * The nodes of the tree's best trajectory, by its mean Q, from the root to its leaf; empty where there is none.
 *
 * @param answer only trajectories with this answer count; null for all
 */
export function bestPath(tree: Tree, answer: string | null): ReadonlySet<Node> {
  const found = tree.found.filter((leaf) => answer === null || leaf.answer === answer).map(trajectoryOf);
  const [best] = found.toSorted((a, b) => b.meanQ - a.meanQ);
  return new Set(best && [tree.root, ...best.steps]);
}
