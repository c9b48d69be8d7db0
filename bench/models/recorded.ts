/**
 * What recorded searches hold: chains and trees, and how much of them a number of tokens buys.
 *
 * @module
 */
import {
  type Expansion,
  type TraceLine,
  type Trajectory,
  trajectoryOf,
  type Tree,
  type TreeInit,
} from "@rstar/core/search";
import { cutAt, type RecordedTree } from "@rstar/eval/strategies";

/** One chain: a program written step by step. */
export interface Chain {
  /** Null where it reached no answer. */
  readonly trajectory: Trajectory | null;
  /** Tokens generated for it, those of failed steps included. */
  readonly tokens: number;
  /** The same without a verifier of steps: no step was drawn again, so that the first to fail ends it. */
  readonly unverified: Pick<Chain, "trajectory" | "tokens">;
}

/** The trees of a trace, in their order. */
export function recordedTrees(trace: readonly TraceLine[]): RecordedTree[] {
  const trees: { readonly init: TreeInit; readonly expansions: Expansion[] }[] = [];
  for (const line of trace) if (line.type === "tree") trees[line.tree] = { init: line.init, expansions: [] };
  for (const line of trace) if (line.type === "tell") trees[line.tree].expansions.push(line.expansion);
  return trees;
}

/** The chains of a trace of trees with one candidate and one rollout. */
export function recordedChains(trace: readonly TraceLine[]): Chain[] {
  return recordedTrees(trace).map((recorded) => {
    const tree = cutAt(recorded, 1);
    const trajectory = foundIn(tree)[0] ?? null;
    return { trajectory, tokens: tree.tokens, unverified: unverified(recorded, trajectory) };
  });
}

/** All answers that a tree has reached. */
export function foundIn(tree: Tree): Trajectory[] {
  return tree.found.map(trajectoryOf);
}

/**
 * The first draw of each step counts. Tokens of an expansion that was drawn again are split by the texts' lengths; what a
 * program would still have written after its failed step is not counted.
 */
function unverified({ expansions }: RecordedTree, trajectory: Trajectory | null): Chain["unverified"] {
  let tokens = 0;
  for (const { tokens: all, steps } of expansions) {
    const lengths = steps.map(({ text }) => text.length);
    tokens += steps.length > 1 ? all * lengths[0] / lengths.reduce((sum, length) => sum + length) : all;
    if (steps.length > 1) return { trajectory: null, tokens };
  }
  return { trajectory, tokens };
}

/** The first chains that begin within a number of tokens; at least one. */
export function within<C extends Pick<Chain, "tokens">>(chains: readonly C[], tokens: number): C[] {
  let used = 0;
  const last = chains.findIndex((chain) => (used += chain.tokens) >= tokens);
  return chains.slice(0, last < 0 ? chains.length : last + 1);
}
