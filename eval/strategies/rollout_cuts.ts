/**
 * One search of many rollouts as all the shorter searches that it holds.
 *
 * @module
 */
import { type Expansion, type SearchEvent, Tree, type TreeInit } from "@rstar/core";

/** A tree as it was grown: what it was made from, and its expansions in order. */
export interface RecordedTree {
  /** What it was made from. */
  readonly init: TreeInit;
  /** Its expansions, in the order they were told. */
  readonly expansions: readonly Expansion[];
}

/** Records the trees of one problem, whose searches come one after the other. */
export class TreeRecorder {
  readonly #trees: { readonly init: TreeInit; readonly expansions: Expansion[] }[] = [];

  /** Takes an event of a search. */
  readonly follow = (event: SearchEvent): void => {
    if (event.type === "tree") this.#trees.push({ init: event.tree.init, expansions: [] });
    if (event.type === "tell") this.#trees.at(-1)!.expansions.push(event.expansion);
  };

  /** The trees so far, in their order. */
  get trees(): readonly RecordedTree[] {
    return this.#trees;
  }
}

/**
 * A tree as its search would have left it after `rollouts` rollouts: what a tree asks for depends on nothing but what
 * it was told, so one search holds all the shorter ones.
 *
 * @param rollouts at most those that the tree was grown with
 * @throws {RangeError} the tree was grown with fewer
 */
export function cutAt({ init, expansions }: RecordedTree, rollouts: number): Tree {
  const tree = new Tree({ ...init, options: { ...init.options, rollouts } });
  for (const expansion of expansions) {
    if (tree.ask() === null) break;
    tree.tell(expansion);
  }
  if (tree.ask() === null) return tree;
  throw new RangeError(`Cannot cut a tree at ${rollouts} rollouts as it was grown with ${init.options.rollouts}`);
}

/**
 * The trees that so many rollouts would have left, where a tree that has nothing left to expand is followed by the next
 * one.
 *
 * @returns the trees begun, the last perhaps cut
 * @throws {RangeError} all of them were grown with fewer rollouts
 */
export function cutAllAt(trees: readonly RecordedTree[], rollouts: number): Tree[] {
  const cut: Tree[] = [];
  let left = rollouts;
  for (const recorded of trees) {
    if (left === 0) break;
    cut.push(cutAt(recorded, left));
    left -= cut.at(-1)!.rollouts;
  }
  if (left === 0) return cut;
  throw new RangeError(`Cannot cut at ${rollouts} rollouts as the trees were grown with ${rollouts - left}`);
}
