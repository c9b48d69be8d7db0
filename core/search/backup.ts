import type { Node } from "./node.ts";

/**
 * Backs a terminal value up: q(s) += value and N(s) += 1 for the leaf and every ancestor, the root included.
 *
 * @param value q(s_d) in [-1, 1]: ±1 by ground truth, or the PPM's score at test time
 * @see rStar-Math Eq. 2
 */
export function backUp(leaf: Node, value: number): void {
  for (let node: Node | null = leaf; node; node = node.parent) {
    node.valueSum += value;
    node.visits += 1;
  }
}

/**
 * Closes `node` and every ancestor that has nothing open left below it.
 *
 * A closed node without answers is a dead end and is never selected; one with answers has nothing new to find.
 */
export function close(node: Node): void {
  for (let at: Node | null = node; at; at = at.parent) {
    if (at.children.some((child) => !child.closed)) return;
    at.closed = true;
  }
}
