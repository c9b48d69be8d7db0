/**
 * One run of a Python program: its arguments, its streams, and why it failed.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import type { PythonRunOptions } from "@rstar/core/evolve";
import { eachLine, tail } from "@rstar/system";

/** A program to run as `python -m module`. */
export interface PythonJob {
  /** Path of the interpreter. */
  readonly python: string;
  /** Folder of the Python packages; becomes `PYTHONPATH`. */
  readonly root: string;
  /** Another folder of packages. Default: none. */
  readonly folder?: string;
  /** Dotted name, such as `training.sft`. */
  readonly module: string;
  /** Command-line arguments of the module. */
  readonly args: readonly string[];
}

/** Options of {@linkcode runPythonJob}. */
export interface PythonJobOptions extends PythonRunOptions {
  /** Stops the job with SIGTERM; it may save its work first. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a program until it ends.
 *
 * @throws {RstarError} `job_failed`, with the reason found at the end of its stderr
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function runPythonJob(job: PythonJob, options: PythonJobOptions = {}): Promise<void> {
  const { onLine = () => {}, ...startOptions } = options;
  const { output, done } = startPythonJob(job, startOptions);
  await Promise.all([done, eachLine(output, onLine)]);
}

/**
 * Starts a program whose stdout another one reads. `done` rejects as {@linkcode runPythonJob} does.
 *
 * Without `input` its stdin stays open as long as this process lives; the programs of `training/` exit when it closes, so that
 * none outlives a killed parent.
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

/** Our programs end with a line that begins with "Cannot"; a launcher may write more lines after it. */
function reasonIn(stderr: string): string | undefined {
  const lines = stderr.split("\n").map((line) => line.trim());
  return lines.findLast((line) => line.startsWith("Cannot ")) ?? lines.findLast((line) => /\p{L}/u.test(line));
}
