import type { ResultStep, TraceLine, Tree } from "@rstar/core/search";
import { type FoundAnswer, foundAnswers, type SolveProgress } from "../solve/solve_event.ts";
import type { SolveRecord, SolveStatus } from "../solve/solve_record.ts";
import { GrowingTrees } from "./growing_trees.ts";

/** What the page shows of a search. It changes as events come in. */
export class ShownSolve {
  /** The problem in words. */
  readonly question: string;
  /** Its trees. */
  readonly grown: GrowingTrees = new GrowingTrees();
  /** Names it; null until the server has. */
  id: string | null = null;
  /** Where it stands. */
  status: SolveStatus = "queued";
  /** The answer, or the one that would be chosen now. */
  answer: string | null = null;
  /** Answers found so far. */
  answers: readonly FoundAnswer[] = [];
  /** The winning trajectory, once it has ended. */
  steps: readonly ResultStep[] = [];
  /** Rollouts finished. */
  rollouts = 0;
  /** Tokens generated. */
  tokens = 0;
  /** Seconds since it began, or that it took; null where nobody knows. */
  seconds: number | null = 0;
  /** Why it failed. */
  error: string | null = null;
  readonly #begun = performance.now();

  /** A search that nothing is known of yet. */
  constructor(question: string) {
    this.question = question;
  }

  /** A search of the past. */
  static past(record: SolveRecord, trace: Iterable<TraceLine>): ShownSolve {
    const shown = new ShownSolve(record.request.question);
    for (const line of trace) shown.trace(line);
    shown.end(record);
    return shown;
  }

  /** The search of a problem in a trace, as far as the trace goes. */
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
      answer: answers[0]?.answer ?? null,
      rollouts: sum((tree) => tree.rollouts),
      tokens: sum((tree) => tree.tokens),
      seconds: null,
    });
  }

  /** The next line of the trace. */
  trace(line: TraceLine): void {
    this.status = "running";
    this.grown.push(line);
    this.seconds = (performance.now() - this.#begun) / 1000;
  }

  /** Where the search stands. */
  progress({ rollouts, tokens, answers, best }: SolveProgress): void {
    Object.assign(this, { rollouts, tokens, answers, answer: best });
  }

  /** What the search came to, or where it stands in the server's books. */
  end({ id, status, result, error }: SolveRecord): void {
    Object.assign(this, { id, status, error: error?.message ?? null });
    if (this.answers.length === 0) this.answers = votesOf(this.grown);
    if (result === null) return;
    const { answer, steps, usage } = result;
    Object.assign(this, { answer, steps, ...usage });
  }
}

/** Answers with their votes, as the trees hold them. */
function votesOf({ trees }: GrowingTrees): FoundAnswer[] {
  return foundAnswers([...trees.values()].flatMap(({ found }) => found.flatMap(({ answer }) => answer ?? [])));
}
