import { type PythonRunOptions, RstarError } from "@rstar/core";
import { eachLine, tail } from "@rstar/system";

/** A Python program of `python/`, run as `python -m module`. */
export interface PythonJob {
  /** The interpreter. */
  readonly python: string;
  /** Folder that holds the packages. */
  readonly root: string;
  /** Another folder of packages. Default: none. */
  readonly folder?: string;
  /** Module to run. */
  readonly module: string;
  /** Its arguments. */
  readonly args: readonly string[];
}

/** What a job says and takes. */
export interface PythonJobOptions extends PythonRunOptions {
  /** Ends the job with SIGTERM; it may save its work first. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a job to its end.
 *
 * @throws {RstarError} `job_failed`, with the reason that its stderr ends with
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function runPythonJob(job: PythonJob, options: PythonJobOptions = {}): Promise<void> {
  const { onLine = () => {}, ...startOptions } = options;
  const { output, done } = startPythonJob(job, startOptions);
  await Promise.all([done, eachLine(output, onLine)]);
}

/**
 * Starts a job whose stdout another one reads. The promise rejects as {@linkcode runPythonJob} does.
 *
 * Without input its stdin stays open as long as this process lives; a program of `training/` ends when it closes, so that none
 * goes on behind a killed parent.
 */
export function startPythonJob(
  { python, root, folder, module, args }: PythonJob,
  { input, signal }: Omit<PythonJobOptions, "onLine"> = {},
): { readonly output: ReadableStream<Uint8Array<ArrayBuffer>>; readonly done: Promise<void> } {
  const child = new Deno.Command(python, {
    args: ["-m", module, ...args],
    env: {
      PYTHONPATH: folder === undefined ? root : `${root}:${folder}`,
      PYTHONUNBUFFERED: "1",
      ...(!input && { RSTAR_END_WITH_STDIN: "1" }),
    },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal,
  }).spawn();
  const feed = input?.pipeTo(child.stdin).catch(() => {});
  const done = (async () => {
    const [{ code }, stderr] = await Promise.all([child.status, tail(child.stderr), feed]);
    if (!input) await child.stdin.close().catch(() => {});
    signal?.throwIfAborted();
    if (code === 0) return;
    throw new RstarError("job_failed", `Cannot finish python -m ${module}: ${reasonIn(stderr) ?? `exit code ${code}`}`);
  })();
  return { output: child.stdout, done };
}

/** Our programs end with a line that begins with "Cannot"; a launcher writes its own words and rules behind it. */
function reasonIn(stderr: string): string | undefined {
  const lines = stderr.split("\n").map((line) => line.trim());
  return lines.findLast((line) => line.startsWith("Cannot ")) ?? lines.findLast((line) => /\p{L}/u.test(line));
}
