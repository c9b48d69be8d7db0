/**
 * The nodes of a search tree: one a step, from the bare problem to the answers.
 *
 * @module
 */
import type { StepKind } from "../trajectory.ts";
import type { Observation } from "../verifier/verifier.ts";

/** Why a step is no valid node. It stays in the tree to be seen, with Q = -1, and is never selected. */
export type InvalidReason = "unparsable" | "no-answer" | "code-error" | "repeated" | "too-deep";

/** One step of a search tree. The root stands for the bare problem: its text is empty. */
export interface Node {
  /** Names the node within its tree: child indices from the root joined by dots (`0.3.1`); the root is the empty text. */
  readonly path: string;
  /** The step before; null at the root. */
  readonly parent: Node | null;
  /** Steps from the root; 0 at the root. */
  readonly depth: number;
  /** The step's text in the trajectory, with the output block where it ended the program. */
  readonly text: string;
  /** What the step is; null at the root. */
  readonly kind: StepKind | null;
  /** What running it gave; null where nothing was run. */
  readonly observation: Observation | null;
  /** Failed steps in a row that end here; 0 after a step that ran. */
  readonly consecutiveErrors: number;
  /** The PPM's score in [-1, 1]; null without a PPM. */
  readonly ppm: number | null;
  /** Log-probability of the text under the policy. */
  readonly logProbability: number;
  /** The answer where the step is a final one; null elsewhere. */
  readonly answer: string | null;
  /** Whether the answer equals the ground truth; null where that is unknown, as always at test time. */
  readonly correct: boolean | null;
  /** Set when the step is no valid node. */
  readonly invalid: InvalidReason | null;
  /** Next steps in generation order, invalid ones included; empty until expanded. */
  children: Node[];
  /** N(s): rollouts that backed up through this node, plus 1 where a PPM score was the node's first value. */
  visits: number;
  /** q(s): sum of the values backed up, plus the PPM score where it was the first. */
  valueSum: number;
  /** Whether nothing at or below this node is left to expand or to visit for the first time. */
  closed: boolean;
  /** Final answers at or below this node. */
  answers: number;
}

/** The nodes from the root (left out) to `node`. */
export function pathTo(node: Node): Node[] {
  const path: Node[] = [];
  for (let at: Node | null = node; at?.parent; at = at.parent) path.push(at);
  return path.reverse();
}

/** The solution so far at `node`: its ancestors' texts and its own, as the policy and the PPM read them. */
export function solutionOf(node: Node): string {
  return pathTo(node).map((step) => step.text).join("");
}

/** Every node of a tree below and including `node`, parents before their children. */
export function* walk(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children) yield* walk(child);
}

/** The bare problem, before anything was asked of it. */
export function rootNode(): Node {
  return {
    path: "",
    parent: null,
    depth: 0,
    text: "",
    kind: null,
    observation: null,
    consecutiveErrors: 0,
    ppm: null,
    logProbability: 0,
    answer: null,
    correct: null,
    invalid: null,
    children: [],
    visits: 0,
    valueSum: 0,
    closed: false,
    answers: 0,
  };
}
