import { type Problem, RstarError } from "@rstar/core";
import type { ResultFile } from "./result_file.ts";

/** A measurement of problems one by one. */
export interface Measurement<P extends Problem, Row extends object> {
  /** Names it and all that it depends on beside the problem: rows of the same name are not measured again. */
  readonly name: string;
  /** Where its rows are kept. */
  readonly results: ResultFile;
  /** Problems under way at the same time. */
  readonly concurrency: number;
  /** Measures one problem. */
  readonly of: (problem: P) => Promise<Row>;
  /** Is told what goes on, a line at a time. */
  readonly onProgress: (line: string) => void;
  /** Ends it: problems that are under way are not kept. */
  readonly signal?: AbortSignal;
}

/** Lines of progress a measurement. */
const REPORTS = 10;

/**
 * Measures the problems that the results do not hold yet.
 *
 * @returns the rows of all the problems, by id, in the order of the problems
 * @throws {RstarError} `job_failed`: some problems failed; the others are kept, and the same call tries those again
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function measure<P extends Problem, Row extends object>(
  problems: readonly P[],
  { name, results, concurrency, of, onProgress, signal }: Measurement<P, Row>,
): Promise<Map<string, Row>> {
  const kept = results.rows<Row>(name);
  const open = problems.filter(({ id }) => !kept.has(id));
  const failures: unknown[] = [];
  const queue = open.values();
  const started = performance.now();
  let done = 0;
  const worker = async (): Promise<void> => {
    for (const problem of queue) {
      if (signal?.aborted) return;
      try {
        const row = await of(problem);
        if (signal?.aborted) return;
        results.append(name, problem.id, row);
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
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, worker));
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

/** A measurement's name, with what it depends on: `greedy policy=round-1 seed=3`. */
export function measurementName(what: string, settings: Readonly<Record<string, string | number>>): string {
  return [what, ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)].join(" ");
}
