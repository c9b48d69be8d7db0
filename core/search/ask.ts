import { seedOf } from "../random.ts";
import type { Prefix } from "../trajectory.ts";
import { awaitsAnswer } from "./step.ts";
import { type Node, solutionOf } from "./node.ts";
import type { SearchOptions } from "./options.ts";

/** A node that a search wants expanded. */
export interface Ask {
  /** The node to expand. */
  readonly node: Node;
  /** What the policy reads. */
  readonly prefix: Prefix;
  /** One seed a candidate: hash of the tree's seed, the node's path and the candidate's index. */
  readonly seeds: readonly number[];
}

/** What every ask of a search follows from. */
export interface AskInit {
  /** The problem in words. */
  readonly question: string;
  /** Shapes the search. */
  readonly options: SearchOptions;
  /** Seeds every sample. */
  readonly seed: number;
}

/** Asks for the expansion of `node`. */
export function askFor(node: Node, { question, options, seed }: AskInit): Ask {
  const width = awaitsAnswer(node) ? options.answerCandidates : options.candidates;
  return {
    node,
    prefix: { question, solution: solutionOf(node) },
    seeds: Array.from({ length: width }, (_, index) => seedOf(seed, node.path, index)),
  };
}
