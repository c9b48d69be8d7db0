import { type Node, qValue } from "./node.ts";

/** How a child that was never visited is scored: before all others, or as the official code does, with 0. */
export type UnvisitedScore = "infinity" | "zero";

/**
 * UCT(s) = Q(s) + c · sqrt(ln N(parent) / N(s)).
 *
 * @param child must have a parent
 * @returns the score; `unvisited` where N(s) = 0
 * @see rStar-Math Eq. 1
 */
export function uct(
  child: Node,
  { exploration, unvisited }: { readonly exploration: number; readonly unvisited: UnvisitedScore },
): number {
  if (child.visits === 0) return unvisited === "infinity" ? Infinity : 0;
  const parentVisits = Math.max(1, child.parent?.visits ?? 1); // below a PPM-less root, the first rollout has ln 0
  return qValue(child) + exploration * Math.sqrt(Math.log(parentVisits) / child.visits);
}

/** The child with the highest score; of equals the first in generation order. */
export function bestChild(children: readonly Node[], score: (child: Node) => number): Node | undefined {
  let best: Node | undefined;
  let bestScore = -Infinity;
  for (const child of children) {
    const s = score(child);
    if (best === undefined || s > bestScore) [best, bestScore] = [child, s];
  }
  return best;
}
