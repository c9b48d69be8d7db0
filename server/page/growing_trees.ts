/**
 * The trees of a search as the page grows them from its trace: the same trees as the server's.
 *
 * @module
 */
import { type Node, Replayer, type TraceLine, trajectoryOf, type Tree } from "@rstar/core/search";

/** The trees of one search, and a count that changes with each line. */
export class GrowingTrees {
  readonly #replayer = new Replayer();
  /** Lines taken so far: the page renders again when it changes. */
  revision = 0;

  /** The trees by number. */
  get trees(): ReadonlyMap<number, Tree> {
    return new Map(this.#replayer.trees.map(({ index, tree }) => [index, tree]));
  }

  /**
   * Takes the next line.
   *
   * @throws {RangeError} when a tell does not fit its tree
   */
  push(line: TraceLine): void {
    this.revision++;
    this.#replayer.push(line);
  }
}

/** The nodes on the way to an answer that a tree has found, by the best average Q; null for any answer. */
export function bestPath(tree: Tree, answer: string | null): ReadonlySet<Node> {
  const found = tree.found.filter((leaf) => answer === null || leaf.answer === answer).map(trajectoryOf);
  const [best] = found.toSorted((a, b) => b.meanQ - a.meanQ);
  return new Set(best && [tree.root, ...best.steps]);
}
