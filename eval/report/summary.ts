/**
 * The figures of a report: accuracy, gain and cost of each strategy.
 *
 * @module
 */
import type { EvalProblem, Verdict, Verdicts } from "../evaluate.ts";
import { mean } from "../statistics/mean.ts";
import { pairedBootstrap, type PairedDifference } from "../statistics/paired_bootstrap.ts";

/** How many problems were solved. */
export interface Count {
  /** Solved problems. */
  readonly right: number;
  /** All problems. */
  readonly of: number;
}

/** The figures of one strategy. */
export interface StrategySummary {
  /** The strategy. */
  readonly name: string;
  /** Solved problems of all. */
  readonly all: Count;
  /** Solved problems by level, in the order in which the problems name them, numbers first; empty without levels. */
  readonly levels: Readonly<Record<string, Count>>;
  /** Solved problems by subject, in the same order; empty without subjects. */
  readonly subjects: Readonly<Record<string, Count>>;
  /** Accuracy less that of the first strategy; null for the first. */
  readonly gain: PairedDifference | null;
  /** Mean tokens a problem. */
  readonly tokens: number;
  /** Mean seconds a problem. */
  readonly seconds: number;
}

/**
 * One summary a strategy, in the order of `verdicts`.
 *
 * @param verdicts on all of `problems` by each strategy
 */
export function summarize(problems: readonly EvalProblem[], verdicts: Verdicts): StrategySummary[] {
  const [first] = verdicts.values();
  return [...verdicts].map(([name, byId]) => {
    const rows = problems.map((problem) => ({ problem, verdict: byId.get(problem.id)! }));
    return {
      name,
      all: counted(rows),
      levels: countedBy(rows, ({ level }) => level),
      subjects: countedBy(rows, ({ subject }) => subject),
      gain: byId === first ? null : pairedBootstrap(
        problems.map(({ id }) => [byId.get(id)!.right, first.get(id)!.right] as const),
      ),
      tokens: mean(rows.map(({ verdict }) => verdict.tokens)),
      seconds: mean(rows.map(({ verdict }) => verdict.seconds)),
    };
  });
}

interface Row {
  readonly problem: EvalProblem;
  readonly verdict: Verdict;
}

function counted(rows: readonly Row[]): Count {
  return { right: rows.filter(({ verdict }) => verdict.right).length, of: rows.length };
}

function countedBy(rows: readonly Row[], key: (problem: EvalProblem) => string | undefined): Record<string, Count> {
  const groups = Map.groupBy(rows.filter(({ problem }) => key(problem) !== undefined), ({ problem }) => key(problem)!);
  return Object.fromEntries([...groups].map(([name, members]) => [name, counted(members)]));
}
