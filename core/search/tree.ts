import { type Ask, askFor, type AskInit } from "./ask.ts";
import { backUp, close } from "./backup.ts";
import { addChildren, type Expansion } from "./step.ts";
import { type Node, rootNode } from "./node.ts";
import { type Reward, terminalValue } from "./rules/reward.ts";
import { bestChild, uct } from "./uct.ts";

/** What a tree is made from. */
export interface TreeInit extends AskInit {
  /** Where the value of a final answer comes from. */
  readonly reward: Reward;
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
    return this.#pending && askFor(this.#pending, this.init);
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
    addChildren(node, expansion, this.init.options);
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
