/**
 * The trace of a search: JSON Lines, one `tree` line a tree and one `tell` line an expansion, in order. A tree is a function of
 * its tells: replaying them rebuilds it, and a search resumes from any prefix of them as if it had never stopped.
 *
 * @module
 */
import type { Problem } from "../problem.ts";
import type { Expansion } from "./step.ts";
import { Tree, type TreeInit } from "./tree.ts";

/** One line of a trace. `tree` counts the trees of a problem from 0. */
export type TraceLine =
  | { readonly type: "tree"; readonly problem: Problem; readonly tree: number; readonly init: TreeInit }
  | { readonly type: "tell"; readonly problem: string; readonly tree: number; readonly expansion: Expansion };

/**
 * Reads a trace.
 *
 * @param text JSON Lines, as `solve --trace` writes them; empty lines are skipped
 * @throws {SyntaxError} where a line is no JSON
 * @throws {RangeError} where a line is none of a trace
 */
export function parseTrace(text: string): TraceLine[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const value = JSON.parse(line);
    const fits = value?.type === "tree" ? "init" in value : value?.type === "tell" && "expansion" in value;
    if (!fits) throw new RangeError(`line ${index + 1} is neither a tree nor a tell`);
    return [value as TraceLine];
  });
}

/** A tree that was replayed. */
export interface ReplayedTree {
  /** The problem, as the trace names it. */
  readonly problem: Problem;
  /** Which of the problem's trees, from 0. */
  readonly index: number;
  /** The tree as its last tell left it, ready to be asked. */
  readonly tree: Tree;
}

/** Grows the trees of a trace line by line: each is at any moment as the search had it. */
export class Replayer {
  readonly #trees = new Map<string, ReplayedTree>();

  /** The trees so far, in the order of their `tree` lines. */
  get trees(): ReplayedTree[] {
    return [...this.#trees.values()];
  }

  /**
   * Takes the next line.
   *
   * @throws {RangeError} when a tell does not fit its tree
   */
  push(line: TraceLine): void {
    if (line.type === "tree") {
      const { problem, tree: index, init } = line;
      this.#trees.set(keyOf(problem.id, index), { problem, index, tree: new Tree(init) });
      return;
    }
    const replayed = this.#trees.get(keyOf(line.problem, line.tree));
    if (!replayed) throw new RangeError(`Cannot replay a tell as its tree is missing: problem ${line.problem}`);
    replayed.tree.tell(line.expansion);
  }
}

/**
 * Replays a whole trace.
 *
 * @returns its trees in the order of their `tree` lines
 * @throws {RangeError} when a tell does not fit its tree
 */
export function replay(lines: Iterable<TraceLine>): ReplayedTree[] {
  const replayer = new Replayer();
  for (const line of lines) replayer.push(line);
  return replayer.trees;
}

function keyOf(problem: string, tree: number): string {
  return JSON.stringify([problem, tree]);
}
