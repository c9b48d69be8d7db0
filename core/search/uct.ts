/**
 * Eq. 1: which child a rollout descends to.
 *
 * @module
 */
import type { Node } from "./node.ts";
import type { SearchOptions } from "./options.ts";

/** How a child that was never visited is scored: before all others, or with 0 as the official code does. */
export type UnvisitedScore = SearchOptions["unvisited"];

/**
 * Q(s) = q(s) / N(s), in [-1, 1]; 0 before the first visit.
 *
 * @see rStar-Math Eq. 1
 */
export function qValue(node: Node): number {
  return node.visits === 0 ? 0 : node.valueSum / node.visits;
}

/**
 * UCT(s) = Q(s) + c · sqrt(ln N(parent) / N(s)).
 *
 * @param child must have a parent
 * @param options `exploration` is c
 * @returns the score; `unvisited` where N(s) = 0
 * @see rStar-Math Eq. 1
 */
export function uct(
  child: Node,
  { exploration, unvisited }: { readonly exploration: number; readonly unvisited: UnvisitedScore },
): number {
  if (child.visits === 0) return unvisited === "infinity" ? Infinity : 0;
  const parentVisits = Math.max(1, child.parent?.visits ?? 1); // a child may have a first value before its parent's first visit
  return qValue(child) + exploration * Math.sqrt(Math.log(parentVisits) / child.visits);
}

/** The child with the highest score; of equals the first in generation order, as in the official code. */
export function bestChild(children: readonly Node[], score: (child: Node) => number): Node | undefined {
  let best: Node | undefined;
  let bestScore = -Infinity;
  for (const child of children) {
    const s = score(child);
    if (best === undefined || s > bestScore) [best, bestScore] = [child, s];
  }
  return best;
}
