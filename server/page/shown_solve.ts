/**
 * What the page shows of one search, from the events of the server or from a trace.
 *
 * @module
 */
import type { ResultStep, TraceLine, Tree } from "@rstar/core/search";
import { type FoundAnswer, foundAnswers, type SolveProgress } from "../solve/solve_event.ts";
import type { SolveRecord, SolveStatus } from "../solve/solve_record.ts";
import { GrowingTrees } from "./growing_trees.ts";

/** The state of a search as shown. Each event changes it in place; the page draws it again by a revision of its own. */
export class ShownSolve {
  readonly question: string;
  readonly grown: GrowingTrees = new GrowingTrees();
  /** null until the server has accepted the search. */
  id: string | null = null;
  status: SolveStatus = "queued";
  /** The answer as the trees have it; while the search runs, the one that would be chosen now. */
  chosen: string | null = null;
  /** What the search stands by, once it has ended. */
  answer: string | null = null;
  /** The best answer where it is not sure of it. */
  guess: string | null = null;
  /** Probability that the answer or guess is right; null where it is unknown. */
  confidence: number | null = null;
  /** Answers found so far, the most votes first. */
  answers: readonly FoundAnswer[] = [];
  /** The winning trajectory; empty until the search has ended. */
  steps: readonly ResultStep[] = [];
  rollouts = 0;
  tokens = 0;
  /** Seconds since it began, at its end those that it took; null where they are unknown. */
  seconds: number | null = 0;
  /** The message of a failed search. */
  error: string | null = null;
  readonly #begun = performance.now();

  /** A search that was just requested; its clock starts. */
  constructor(question: string) {
    this.question = question;
  }

  /** A search that the server has a record of. */
  static past(record: SolveRecord, trace: Iterable<TraceLine>): ShownSolve {
    const shown = new ShownSolve(record.request.question);
    for (const line of trace) shown.trace(line);
    shown.end(record);
    return shown;
  }

  /** A search of which only the trace is left: answers and votes are counted in its trees. */
  static ofTrace(id: string, question: string, trace: readonly TraceLine[]): ShownSolve {
    const shown = new ShownSolve(question);
    for (const line of trace) shown.trace(line);
    const trees = [...shown.grown.trees.values()];
    const answers = votesOf(shown.grown);
    const sum = (value: (tree: Tree) => number) => trees.reduce((total, tree) => total + value(tree), 0);
    return Object.assign(shown, {
      id,
      status: "done",
      answers,
      chosen: answers[0]?.answer ?? null,
      answer: answers[0]?.answer ?? null,
      rollouts: sum((tree) => tree.rollouts),
      tokens: sum((tree) => tree.tokens),
      seconds: null,
    });
  }

  /** Applies the next line of the trace. */
  trace(line: TraceLine): void {
    this.status = "running";
    this.grown.push(line);
    this.seconds = (performance.now() - this.#begun) / 1000;
  }

  /** Applies the progress of a running search. */
  progress({ rollouts, tokens, answers, best }: SolveProgress): void {
    Object.assign(this, { rollouts, tokens, answers, chosen: best });
  }

  /** Applies a record, whether or not the search has ended. */
  end({ id, status, result, error }: SolveRecord): void {
    Object.assign(this, { id, status, error: error?.message ?? null });
    if (this.answers.length === 0) this.answers = votesOf(this.grown);
    if (result === null) return;
    const { answer, guess, confidence, steps, usage } = result;
    Object.assign(this, { answer, guess, confidence, steps, ...usage });
    const leaves = [...this.grown.trees.values()].flatMap(({ found }) => found);
    this.chosen = leaves.find(({ text }) => text === steps.at(-1)?.text)?.answer ?? null;
  }
}

/** Answers with their votes, counted in the trees. */
function votesOf({ trees }: GrowingTrees): FoundAnswer[] {
  return foundAnswers([...trees.values()].flatMap(({ found }) => found.flatMap(({ answer }) => answer ?? [])));
}
