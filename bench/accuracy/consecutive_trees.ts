/**
 * Searches that continue with a further tree of the same problem once a tree has nothing left to expand, so that each
 * budget of rollouts is used up.
 *
 * @module
 */
import { type Problem, type SearchOptions, type SearchPorts, solve } from "@rstar/core";
import type { Tree } from "@rstar/core/search";
import { cutAt, type RecordedTree, TreeRecorder } from "@rstar/eval/strategies";

/**
 * Searches one problem once, with the largest budget, and returns the trees of each budget.
 *
 * @param options `budgets`: rollouts in all trees together, ascending; `seed`: each tree's seed is derived from it
 * @returns the trees of each budget, in the order of `budgets`
 * @throws what a port threw
 */
export async function treesOfBudgets(
  { id, question }: Problem,
  ports: SearchPorts,
  { search, budgets, seed }: {
    readonly search: SearchOptions;
    readonly budgets: readonly number[];
    readonly seed: number;
  },
): Promise<Tree[][]> {
  const recorder = new TreeRecorder();
  for (let left = budgets.at(-1)!; left > 0;) {
    const more = { firstTree: recorder.trees.length, onEvent: recorder.follow };
    const options = { search: { ...search, rollouts: left }, seed, ...more };
    left -= (await solve({ id, question }, ports, options)).usage.rollouts;
  }
  return budgets.map((rollouts) => cutAllAt(recorder.trees, rollouts));
}

/**
 * The trees that `rollouts` rollouts would have grown.
 *
 * @param trees in the order in which they were grown
 * @returns the trees begun, the last cut where it was grown further
 * @throws {RangeError} all of them together were grown with fewer rollouts
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
