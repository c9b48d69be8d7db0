import { type Node, type TraceLine, trajectoryOf, Tree } from "@rstar/core/search";

/** The trees of a search, grown line by line as its trace arrives: the page holds the same trees as the server does. */
export class GrowingTrees {
  /** By number. */
  readonly trees: Map<number, Tree> = new Map();
  /** Counts the lines taken in. */
  revision = 0;

  /**
   * Takes the next line in.
   *
   * @throws {RangeError} when a tell does not fit its tree
   */
  push(line: TraceLine): void {
    this.revision++;
    if (line.type === "tree") {
      this.trees.set(line.tree, new Tree(line.init));
      return;
    }
    const tree = this.trees.get(line.tree);
    if (!tree) throw new RangeError(`Cannot grow tree ${line.tree} as its first line is missing`);
    tree.ask();
    tree.tell(line.expansion);
    tree.ask(); // finishes the rollouts that end here, so that Q and N are those of now
  }
}

/** The nodes on the way to an answer that a tree has found, by the best average Q; null for any answer. */
export function bestPath(tree: Tree, answer: string | null): ReadonlySet<Node> {
  const found = tree.found.filter((leaf) => answer === null || leaf.answer === answer).map(trajectoryOf);
  const [best] = found.toSorted((a, b) => b.meanQ - a.meanQ);
  return new Set(best && [tree.root, ...best.steps]);
}
