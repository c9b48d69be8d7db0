/**
 * What a final answer is worth: the value q(s_d) that is backed up from it.
 *
 * @module
 */
import { answerKey } from "../../grade/answer_key.ts";
import type { Node } from "../node.ts";

/**
 * Where the value of a final answer comes from. `ground-truth`: +1 correct, -1 wrong, while data is grown (Eq. 2). `ppm`: the
 * PPM's score of the whole trajectory, at test time (Eq. 3). `self-consistency`: agreement with the other answers of the tree,
 * where there is neither.
 */
export type Reward = "ground-truth" | "ppm" | "self-consistency";

/**
 * The value of a final answer, in [-1, 1].
 *
 * Self-consistency is 2 · votes / (answers + 1) - 1, the answer itself counted among both: the first answer is worth 0,
 * agreement tends to 1, a lone dissenter to -1.
 *
 * @param leaf a final answer
 * @param found the final answers that rollouts have reached, `leaf` among them
 * @throws {TypeError} when the answer was not graded, or not scored
 * @see rStar-Math §3.2, Eq. 2 and 3
 */
export function terminalValue(reward: Reward, leaf: Node, found: readonly Node[]): number {
  switch (reward) {
    case "ground-truth":
      if (leaf.correct === null) throw missing("graded", leaf);
      return leaf.correct ? 1 : -1;
    case "ppm":
      if (leaf.ppm === null) throw missing("scored by the PPM", leaf);
      return leaf.ppm;
    case "self-consistency": {
      const own = answerKey(leaf.answer ?? "");
      const votes = found.filter((node) => answerKey(node.answer ?? "") === own).length;
      return (2 * votes) / (found.length + 1) - 1;
    }
  }
}

function missing(what: string, leaf: Node): TypeError {
  return new TypeError(`Cannot reward an answer that was not ${what}: node ${leaf.path}`);
}
