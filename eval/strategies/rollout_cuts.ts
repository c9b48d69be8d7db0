/**
 * The shorter searches that one search of many rollouts contains, recovered by replaying its expansions.
 *
 * @module
 */
import type { SearchEvent } from "@rstar/core";
import { type Expansion, Tree, type TreeInit } from "@rstar/core/search";

/** A tree as its search grew it. */
export interface RecordedTree {
  /** The arguments of its {@linkcode Tree}. */
  readonly init: TreeInit;
  /** In the order in which the tree got them. */
  readonly expansions: readonly Expansion[];
}

/** Records the trees of one problem, whose searches run one after the other. */
export class TreeRecorder {
  readonly #trees: { readonly init: TreeInit; readonly expansions: Expansion[] }[] = [];

  /** Listener for the events of the searches. */
  readonly follow = (event: SearchEvent): void => {
    if (event.type === "tree") this.#trees.push({ init: event.tree.init, expansions: [] });
    if (event.type === "tell") this.#trees.at(-1)!.expansions.push(event.expansion);
  };

  /** The trees so far, in the order in which they were begun. */
  get trees(): readonly RecordedTree[] {
    return this.#trees;
  }
}

/**
 * The tree that a search of `rollouts` rollouts would have grown: what a tree expands next depends on its expansions
 * alone, so the first of them are those of the shorter search.
 *
 * @param rollouts at most those of the recorded search
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
