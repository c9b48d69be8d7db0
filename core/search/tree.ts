/**
 * Monte Carlo tree search as a state machine that is asked and told.
 *
 * @module
 */
import { backUp, close } from "./backup.ts";
import { type Node, rootNode } from "./node.ts";
import { type Reward, terminalValue } from "./rules/reward.ts";
import { addChildren, type Ask, askFor, type AskInit, type Expansion } from "./step.ts";
import { bestChild, uct } from "./uct.ts";

/** What a tree is made from. */
export interface TreeInit extends AskInit {
  /** Where the value of a final answer comes from. */
  readonly reward: Reward;
}

/**
 * Monte Carlo tree search over reasoning steps: {@linkcode ask} says which node to expand, {@linkcode tell} takes what came of
 * it and settles all that follows. No I/O, no clock, no randomness of its own: the same tells make the same tree.
 *
 * A rollout descends by UCT from the root, expands level by level until it reaches a final answer, and backs that answer's
 * value up. It also ends, without an answer, where every candidate of an expansion is invalid.
 *
 * @see rStar-Math §3.2, Eq. 1–3
 */
export class Tree {
  /** The root: the problem without any step. */
  readonly root: Node;
  /** What the tree was made from. */
  readonly init: TreeInit;
  #rollouts = 0;
  #tokens = 0;
  #asked: Node | null;
  readonly #found: Node[] = [];

  /** A tree of one unexpanded root. */
  constructor(init: TreeInit) {
    this.init = init;
    this.root = rootNode();
    this.#asked = this.#descend(this.root);
  }

  /** Rollouts finished, those without an answer included. */
  get rollouts(): number {
    return this.#rollouts;
  }

  /** Tokens generated, summed over the expansions told. */
  get tokens(): number {
    return this.#tokens;
  }

  /** Final answers that a rollout has reached, in that order, each once. */
  get found(): readonly Node[] {
    return this.#found;
  }

  /** Whether nothing is left to expand. */
  get exhausted(): boolean {
    return this.root.closed;
  }

  /**
   * The node to expand next. Asking changes nothing.
   *
   * @returns null when the rollouts are done or nothing is left to expand
   */
  ask(): Ask | null {
    return this.#asked && askFor(this.#asked, this.init);
  }

  /**
   * Adds what came of the expansion asked for, finishes every rollout that this allows, and decides what to ask for next:
   * afterwards each Q and N is up to date.
   *
   * @returns the new children, invalid ones included
   * @throws {RangeError} when the expansion is of another node than the one asked for
   */
  tell(expansion: Expansion): readonly Node[] {
    const node = this.#asked;
    if (node === null || node.path !== expansion.path) {
      const asked = node ? `node "${node.path}"` : "none";
      throw new RangeError(`Cannot take the expansion of node "${expansion.path}" as ${asked} was asked for`);
    }
    this.#tokens += expansion.tokens;
    addChildren(node, expansion, this.init.options);
    if (node.children.some((child) => child.invalid === null)) {
      this.#asked = this.#descend(node);
    } else {
      close(node);
      if (this.init.options.deadEnd === "penalize") backUp(node, -1);
      this.#rollouts += 1;
      this.#asked = this.#descend(this.root);
    }
    return node.children;
  }

  /**
   * Goes on with the rollout that stands at `from` to a node without children. Each answer on the way ends a rollout and is
   * backed up; the next one begins at the root.
   */
  #descend(from: Node): Node | null {
    let node = from;
    while (this.#rollouts < this.init.options.rollouts && !this.root.closed) {
      while (node.children.length > 0) node = this.#select(node);
      if (node.answer === null) return node;
      if (!node.closed) {
        this.#found.push(node);
        close(node);
      }
      backUp(node, terminalValue(this.init.reward, node, this.#found));
      this.#rollouts += 1;
      node = this.root;
    }
    return null;
  }

  /** The best of the children that may be entered: not invalid, no dead end, not closed unless terminals are revisited. */
  #select(node: Node): Node {
    const { options } = this.init;
    const revisit = options.terminals === "revisit";
    const selectable = node.children.filter((child) => !child.closed || (revisit && child.answers > 0));
    const child = bestChild(selectable, (candidate) => uct(candidate, options));
    if (!child) throw new Error(`Cannot descend from node "${node.path}" as it is a dead end`); // closed nodes are never entered
    return child;
  }
}
