/**
 * Measures problems one by one, skips those that were measured before, and keeps what succeeded when some fail.
 *
 * @module
 */
import { type Problem, RstarError } from "@rstar/core";
import { atOnce } from "@rstar/system";
import type { Origin } from "./origin.ts";
import type { ResultFile } from "./result_file.ts";

/** How {@linkcode measure} measures. */
export interface Measurement<P extends Problem, Row extends object> {
  /** Names the measurement and all that it depends on besides the problem: rows of the same name are not measured again. */
  readonly name: string;
  /** Where the rows are kept. */
  readonly results: ResultFile;
  /** Problems in progress at the same time; below 1 counts as 1. */
  readonly concurrency: number;
  /** What a problem's row comes from: rows of another origin are measured again. Default: the name says all. */
  readonly origin?: (problem: P) => Origin;
  /** Measures one problem; `kept` is its row whose answers are still those, where only their verdicts are not. */
  readonly of: (problem: P, kept?: Row) => Promise<Row>;
  /** Gets a line of progress: about ten a measurement, and one a failed problem. */
  readonly onProgress: (line: string) => void;
  /** Cancels the measurement: rows of problems in progress are not kept. */
  readonly signal?: AbortSignal;
}

/** Lines of progress a measurement. */
const REPORTS = 10;

/**
 * Measures the problems that the results do not hold yet.
 *
 * @returns the rows of all the problems, by id, in the order of the problems
 * @throws {RstarError} `job_failed`: some problems failed; the rows of the others are kept, and the same call retries
 * those that failed
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function measure<P extends Problem, Row extends object>(
  problems: readonly P[],
  { name, results, concurrency, origin, of, onProgress, signal }: Measurement<P, Row>,
): Promise<Map<string, Row>> {
  const kept = results.rows<Row>(name);
  const all = problems.map((problem) => {
    const [row, now] = [kept.get(problem.id), origin?.(problem)];
    const then = row && results.origin(row);
    const answered = !now || then?.answers === now.answers ? row : undefined;
    return {
      problem,
      now,
      row,
      answered,
      isCurrent: answered !== undefined && (!now || then?.verdicts === now.verdicts),
    };
  });
  const open = all.filter(({ isCurrent }) => !isCurrent);
  const remeasured = open.filter(({ row, answered }) => row && !answered).length;
  const regraded = open.filter(({ answered }) => answered).length;
  if (remeasured > 0) {
    onProgress(`${name}: ${remeasured} results of another question, model or version are measured again`);
  }
  if (regraded > 0) onProgress(`${name}: ${regraded} results of another ground truth or grader are graded again`);
  const failures: unknown[] = [];
  const started = performance.now();
  let done = 0;
  await atOnce(open, { limit: concurrency, signal }, async ({ problem, now, answered }) => {
    try {
      const row = await of(problem, answered);
      if (signal?.aborted) return;
      results.append(name, problem.id, row, now);
    } catch (error) {
      if (signal?.aborted) return;
      failures.push(error);
      onProgress(`${problem.id}: ${error instanceof Error ? error.message : error}`);
    }
    done++;
    if (Math.floor(done * REPORTS / open.length) > Math.floor((done - 1) * REPORTS / open.length)) {
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      onProgress(`${name}: ${problems.length - open.length + done} of ${problems.length}, ${seconds} s`);
    }
  });
  signal?.throwIfAborted();
  if (failures.length > 0) {
    const [cause] = failures;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const count = `${failures.length} of ${problems.length}`;
    const message = `Cannot finish as ${count} problems failed (the same command tries them again): ${reason}`;
    throw new RstarError("job_failed", message, { cause });
  }
  const rows = results.rows<Row>(name);
  return new Map(problems.map(({ id }) => [id, rows.get(id)!]));
}

/** A measurement's name with the settings that it depends on: `greedy policy=round-1 seed=3`. */
export function measurementName(what: string, settings: Readonly<Record<string, string | number>>): string {
  return [what, ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)].join(" ");
}
