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
    const value: unknown = JSON.parse(line);
    if (!isTraceLine(value)) throw new RangeError(`line ${index + 1} is neither a tree nor a tell`);
    return [value];
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

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === "string";
const number: Check = (value) => typeof value === "number";
const count: Check = (value) => Number.isSafeInteger(value) && value as number >= 0;
const oneOf = (...values: readonly unknown[]): Check => (value) => values.includes(value);
const nullOr = (check: Check): Check => (value) => value === null || check(value);
const list = (check: Check): Check => (value) => Array.isArray(value) && value.every(check);
const fields = (checks: Readonly<Record<string, Check>>): Check => (value) =>
  typeof value === "object" && value !== null &&
  Object.entries(checks).every(([name, check]) => check((value as Record<string, unknown>)[name]));

/**
 * What a tree cannot do without; older traces may lack a newer option. By hand and not by a schema, as the page reads traces
 * too, and is smaller without a library of schemas.
 */
const LINES: Readonly<Record<string, Check>> = {
  tree: fields({
    problem: fields({ id: text, question: text }),
    tree: count,
    init: fields({
      question: text,
      seed: number,
      reward: oneOf("ground-truth", "ppm", "self-consistency"),
      options: fields({
        ...{ candidates: count, answerCandidates: count, rollouts: count, maxDepth: count, errorsThreshold: count },
        exploration: number,
        unvisited: oneOf("infinity", "zero"),
        terminals: oneOf("revisit", "exclude"),
      }),
    }),
  }),
  tell: fields({
    problem: text,
    tree: count,
    expansion: fields({
      path: text,
      tokens: count,
      steps: list(fields({
        text,
        logProbability: nullOr(number),
        observation: nullOr(fields({ status: text, output: text })),
        ppm: nullOr(number),
        answer: nullOr(text),
      })),
    }),
  }),
};

/** Whether a value that was read is a line of a trace, so that a tree can take it. */
export function isTraceLine(value: unknown): value is TraceLine {
  const type = (value as { readonly type?: unknown } | null)?.type;
  return typeof type === "string" && Object.hasOwn(LINES, type) && LINES[type](value);
}
