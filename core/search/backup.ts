/**
 * Eq. 2: what a finished rollout changes on its way back to the root.
 *
 * @module
 */
import type { Node } from "./node.ts";

/**
 * q(s)^k = q(s)^(k-1) + q(s_d)^k and N(s) += 1 for the leaf s_d of rollout k and every ancestor, the root included.
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
 * Closes `node` and every ancestor that has no open child left.
 *
 * A closed node without answers is a dead end and is never selected; one with answers has nothing new to find.
 */
export function close(node: Node): void {
  for (let at: Node | null = node; at; at = at.parent) {
    if (at.children.some((child) => !child.closed)) return;
    at.closed = true;
  }
}
