import { seedOf } from "../random.ts";
import { type Prefix, stepKind } from "../trajectory.ts";
import { backUp, close } from "./backup.ts";
import { awaitsAnswer, errorsInARow, type Expansion, invalidity, type ToldStep, trajectoryText } from "./expansion.ts";
import { type Node, solutionOf } from "./node.ts";
import type { SearchOptions } from "./options.ts";
import { type Reward, terminalValue } from "./reward.ts";
import { bestChild, uct } from "./uct.ts";

/** A node that the tree wants expanded. */
export interface Ask {
  /** The node to expand. */
  readonly node: Node;
  /** What the policy reads. */
  readonly prefix: Prefix;
  /** One seed a candidate: hash of the tree's seed, the node's path and the candidate's index. */
  readonly seeds: readonly number[];
}

/** What a tree is made from. */
export interface TreeInit {
  /** The problem in words. */
  readonly question: string;
  /** Shapes the search. */
  readonly options: SearchOptions;
  /** Where the value of a final answer comes from. */
  readonly reward: Reward;
  /** Seeds every sample of this tree. */
  readonly seed: number;
}

/**
 * Monte Carlo tree search over reasoning steps as a state machine: {@linkcode ask} says which node to expand,
 * {@linkcode tell} takes what came of it. No I/O, no clock, no randomness of its own: the same tells make the same tree.
 *
 * A rollout descends by UCT from the root, expands level by level until it comes to a final answer, and backs that answer's
 * value up. It also ends, without an answer, where every candidate of an expansion is invalid.
 *
 * @see rStar-Math §3.2, Eq. 1–3
 */
export class Tree {
  /** The bare problem. */
  readonly root: Node;
  /** What the tree was made from. */
  readonly init: TreeInit;
  #rollouts = 0;
  #tokens = 0;
  #cursor: Node;
  #pending: Node | null = null;
  readonly #found: Node[] = [];

  /** A tree of one unexpanded root. */
  constructor(init: TreeInit) {
    this.init = init;
    this.root = rootNode();
    this.#cursor = this.root;
  }

  /** Rollouts finished. */
  get rollouts(): number {
    return this.#rollouts;
  }

  /** Tokens generated, as told. */
  get tokens(): number {
    return this.#tokens;
  }

  /** Final answers that a rollout has come to, in that order, each once. */
  get found(): readonly Node[] {
    return this.#found;
  }

  /** Whether nothing is left to expand. */
  get exhausted(): boolean {
    return this.root.closed;
  }

  /**
   * The next node to expand; rollouts that come to an answer on the way are finished and backed up. Asking again before
   * telling gives the same node.
   *
   * @returns null when the rollouts are done or nothing is left to expand
   */
  ask(): Ask | null {
    this.#pending ??= this.#descend();
    if (this.#pending === null) return null;
    const node = this.#pending;
    const { question, options, seed } = this.init;
    const width = awaitsAnswer(node) ? options.answerCandidates : options.candidates;
    return {
      node,
      prefix: { question, solution: solutionOf(node) },
      seeds: Array.from({ length: width }, (_, index) => seedOf(seed, node.path, index)),
    };
  }

  /**
   * Adds what came of the last ask as children.
   *
   * @returns the new children, invalid ones included
   * @throws {RangeError} when the expansion is of another node than the one asked for
   */
  tell(expansion: Expansion): readonly Node[] {
    const node = this.#pending;
    if (node === null || node.path !== expansion.path) {
      throw new RangeError(
        `Cannot take the expansion of node "${expansion.path}" as ${
          node ? `node "${node.path}"` : "none"
        } was asked for`,
      );
    }
    this.#pending = null;
    this.#tokens += expansion.tokens;
    node.children = expansion.steps.map((step, index) => childNode(node, index, step, this.init.options));
    for (let at: Node | null = node; at; at = at.parent) {
      at.answers += node.children.reduce((sum, child) => sum + child.answers, 0);
    }
    if (node.children.some((child) => child.invalid === null)) {
      this.#cursor = node;
    } else {
      close(node);
      if (this.init.options.deadEnd === "penalize") backUp(node, -1);
      this.#endRollout();
    }
    return node.children;
  }

  /** Goes down from the cursor to a node without children, finishing rollouts that reach an answer. */
  #descend(): Node | null {
    while (this.#rollouts < this.init.options.rollouts && !this.root.closed) {
      let node = this.#cursor;
      while (node.children.length > 0) node = this.#select(node);
      if (node.answer === null) return node;
      if (!node.closed) {
        this.#found.push(node);
        close(node);
      }
      backUp(node, terminalValue(this.init.reward, node, this.#found));
      this.#endRollout();
    }
    return null;
  }

  /** The best of the children that may be gone to: not invalid, no dead end, not closed unless terminals are revisited. */
  #select(node: Node): Node {
    const { options } = this.init;
    const revisit = options.terminals === "revisit";
    const selectable = node.children.filter((child) => !child.closed || (revisit && child.answers > 0));
    const child = bestChild(selectable, (candidate) => uct(candidate, options));
    if (!child) throw new Error(`Cannot descend from node "${node.path}" as it is a dead end`); // closed nodes are never entered
    return child;
  }

  #endRollout(): void {
    this.#rollouts += 1;
    this.#cursor = this.root;
  }
}

function rootNode(): Node {
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

/** A child as it enters the tree: a step with its PPM score as first value (Eq. 3), or an invalid one with Q = -1. */
function childNode(parent: Node, index: number, step: ToldStep, options: SearchOptions): Node {
  const invalid = invalidity(parent, step, options);
  const first = invalid ? -1 : step.answer === null ? step.ppm : null; // an answer's value comes with its rollout
  return {
    path: parent.parent ? `${parent.path}.${index}` : `${index}`,
    parent,
    depth: parent.depth + 1,
    text: trajectoryText(parent, step, options),
    kind: stepKind(step.text),
    observation: step.observation,
    consecutiveErrors: errorsInARow(parent, step, options),
    ppm: step.ppm,
    logProbability: step.logProbability,
    answer: invalid ? null : step.answer,
    correct: step.correct ?? null,
    invalid,
    children: [],
    visits: first === null ? 0 : 1,
    valueSum: first ?? 0,
    closed: invalid !== null,
    answers: invalid === null && step.answer !== null ? 1 : 0,
  };
}
