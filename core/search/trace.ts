/**
 * The trace of a search: JSON Lines, one `tree` line a tree and one `tell` line an expansion, in order. The tells *are* the
 * tree: replaying them gives it back, and a search goes on from any prefix of them as if it had never stopped.
 *
 * @module
 */
import type { Problem } from "../problem.ts";
import type { SearchEvent } from "./driver/search_event.ts";
import type { Expansion } from "./step.ts";
import { Tree, type TreeInit } from "./tree.ts";

/** One line of a trace. `tree` counts the trees of a problem from 0. */
export type TraceLine =
  | { readonly type: "tree"; readonly problem: Problem; readonly tree: number; readonly init: TreeInit }
  | { readonly type: "tell"; readonly problem: string; readonly tree: number; readonly expansion: Expansion };

/** The lines that an event adds to a trace. */
export function traceOf(event: SearchEvent): TraceLine[] {
  switch (event.type) {
    case "tree":
      return [{ type: "tree", problem: event.problem, tree: event.index, init: event.tree.init }];
    case "tell":
      return [{ type: "tell", problem: event.problem.id, tree: event.tree, expansion: event.expansion }];
    default:
      return [];
  }
}

/**
 * Reads a trace.
 *
 * @param text JSON Lines, as `solve --trace` writes them; empty lines are passed over
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

/** A tree brought back from its trace. */
export interface ReplayedTree {
  /** The problem searched. */
  readonly problem: Problem;
  /** Which of the problem's trees. */
  readonly index: number;
  /** The tree, ready to be asked on. */
  readonly tree: Tree;
}

/**
 * Replays a trace.
 *
 * @returns its trees in the order of their `tree` lines
 * @throws {RangeError} when a tell does not fit its tree
 */
export function replay(lines: Iterable<TraceLine>): ReplayedTree[] {
  const trees = new Map<string, ReplayedTree>();
  for (const line of lines) {
    if (line.type === "tree") {
      const { problem, tree: index, init } = line;
      trees.set(keyOf(problem.id, index), { problem, index, tree: new Tree(init) });
      continue;
    }
    const replayed = trees.get(keyOf(line.problem, line.tree));
    if (!replayed) throw new RangeError(`Cannot replay a tell as its tree is missing: problem ${line.problem}`);
    replayed.tree.ask();
    replayed.tree.tell(line.expansion);
  }
  return [...trees.values()];
}

function keyOf(problem: string, tree: number): string {
  return JSON.stringify([problem, tree]);
}
