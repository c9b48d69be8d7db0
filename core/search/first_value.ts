/**
 * Eq. 3: what a step is worth before any rollout has passed through it.
 *
 * @module
 */
import type { Node } from "./node.ts";

/**
 * The value that a node enters the tree with.
 *
 * - A step of the program: q(s)^0 = PPM(x, s_1 … s_i) with N(s) = 1. Its ancestors are not touched, so later
 *   Q(s) = (PPM + sum of the values backed up) / (1 + rollouts). Without a PPM q(s)^0 = 0 with N(s) = 0.
 * - A final answer: nothing; its value comes with the rollout that reaches it.
 * - An invalid step: -1 with N(s) = 1. It stays in the tree to be seen and is never selected.
 *
 * @see rStar-Math Eq. 3; the official code keeps invalid steps with `negative_reward` (`agents/mcts.py`)
 */
export function firstValue(
  { invalid, answer, ppm }: Pick<Node, "invalid" | "answer" | "ppm">,
): Pick<Node, "visits" | "valueSum"> {
  const value = invalid !== null ? -1 : answer === null ? ppm : null;
  return { visits: value === null ? 0 : 1, valueSum: value ?? 0 };
}
