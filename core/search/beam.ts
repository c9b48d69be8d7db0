/**
 * Step-level beam search: the official code's alternative to the tree.
 *
 * @module
 */
import { type Choice, choose, trajectoryOf } from "./rules/choose.ts";
import { expand, type SearchPorts } from "./expand.ts";
import { addChildren, type Ask, askFor, type AskInit, type Expansion } from "./step.ts";
import { type Node, rootNode } from "./node.ts";

/** What a beam search is made from. */
export interface BeamInit extends AskInit {
  /** Nodes kept a level. */
  readonly width: number;
}

/**
 * Step-level beam search, as a state machine like {@linkcode Tree}: every node of the beam is expanded, and the `width`
 * best of all new steps by PPM are the next beam. A final answer among them is kept and takes its place in no further
 * beam.
 *
 * @see the official code's `beam_search.py` with `config/sft_eval_bs.yaml`; AlphaMath, arXiv 2405.03553
 */
export class Beam {
  /** What it was made from. */
  readonly init: BeamInit;
  /** The root: the problem without any step. */
  readonly root: Node = rootNode();
  #level: readonly Node[] = [this.root];
  #tokens = 0;
  readonly #found: Node[] = [];

  /** A beam of the bare problem. */
  constructor(init: BeamInit) {
    this.init = init;
  }

  /** Tokens generated, summed over the expansions told. */
  get tokens(): number {
    return this.#tokens;
  }

  /** Final answers that were kept, in that order. */
  get found(): readonly Node[] {
    return this.#found;
  }

  /** The nodes of the beam, to be expanded at the same time; none at the end. */
  asks(): Ask[] {
    return this.#level.map((node) => askFor(node, this.init));
  }

  /**
   * Takes the expansions of all the asks, and goes one level down.
   *
   * @throws {RangeError} when an expansion is of another node than the one asked for
   */
  tell(expansions: readonly Expansion[]): void {
    const level = this.#level;
    for (const [index, { path }] of expansions.entries()) {
      if (path !== level[index]?.path) throw new RangeError(`Cannot take the expansion of node "${path}" here`);
    }
    if (expansions.length < level.length) throw new RangeError("Cannot go on as an expansion is missing");
    for (const [index, expansion] of expansions.entries()) {
      addChildren(level[index], expansion, this.init.options);
      this.#tokens += expansion.tokens;
    }
    const steps = level.flatMap(({ children }) => children).filter(({ invalid }) => invalid === null);
    const kept = steps.toSorted((a, b) => (b.ppm ?? 0) - (a.ppm ?? 0)).slice(0, this.init.width);
    this.#found.push(...kept.filter(({ answer }) => answer !== null));
    this.#level = kept.filter(({ answer }) => answer === null);
  }

  /** The answer that the PPM likes best; null where none was found. */
  choice(): Choice | null {
    return choose(this.#found.map(trajectoryOf), { rule: "ppm-best" });
  }
}

/**
 * Searches a problem by beam.
 *
 * @throws {RangeError} without a PPM: nothing says which steps to keep
 * @throws what a port threw
 */
export async function searchBeam(
  init: BeamInit,
  ports: SearchPorts,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Beam> {
  if (!ports.ppm) throw new RangeError("Cannot search by beam without a PPM");
  const beam = new Beam(init);
  for (let asks = beam.asks(); asks.length > 0; asks = beam.asks()) {
    beam.tell(await Promise.all(asks.map((ask) => expand(ask, ports, { options: init.options, signal }))));
  }
  return beam;
}
