import { pairedBootstrap, type PairedDifference } from "../statistics/paired_bootstrap.ts";
import type { EvalProblem, Verdict, Verdicts } from "../evaluate.ts";
import type { Count } from "./level_table.ts";

/** What a strategy came to on some problems. */
export interface StrategySummary {
  /** The strategy. */
  readonly name: string;
  /** How many of the problems it solved. */
  readonly all: Count;
  /** The same by level, in the order in which the problems name them, numbers first; empty without levels. */
  readonly levels: Readonly<Record<string, Count>>;
  /** The same by subject. */
  readonly subjects: Readonly<Record<string, Count>>;
  /** Accuracy less that of the first strategy; null for the first. */
  readonly gain: PairedDifference | null;
  /** Mean tokens a problem. */
  readonly tokens: number;
  /** Mean seconds a problem. */
  readonly seconds: number;
}

/** One summary a strategy, in their order. */
export function summarize(problems: readonly EvalProblem[], verdicts: Verdicts): StrategySummary[] {
  const [first] = verdicts.values();
  return [...verdicts].map(([name, byId]) => {
    const rows = problems.map((problem) => ({ problem, verdict: byId.get(problem.id)! }));
    const mean = (value: (verdict: Verdict) => number) =>
      rows.reduce((sum, { verdict }) => sum + value(verdict), 0) / rows.length;
    return {
      name,
      all: counted(rows),
      levels: countedBy(rows, ({ level }) => level),
      subjects: countedBy(rows, ({ subject }) => subject),
      gain: byId === first ? null : pairedBootstrap(
        problems.map(({ id }) => [byId.get(id)!.right, first.get(id)!.right] as const),
      ),
      tokens: mean(({ tokens }) => tokens),
      seconds: mean(({ seconds }) => seconds),
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
