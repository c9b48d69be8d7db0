/**
 * The port through which self-evolution runs the programs of `python/`.
 *
 * @module
 */
import type { PythonProgram } from "./python_modules.ts";

/** The streams of a program. */
export interface PythonRunOptions {
  /** Receives each line of stdout. Default: ignored. */
  readonly onLine?: (line: string) => void;
  /** Written to stdin, which is then closed. Default: nothing, and stdin stays open. */
  readonly input?: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** Runs this project's Python programs, each in its environment, which is made on first use. */
export interface PythonRunner {
  /**
   * Runs a program to its end.
   *
   * @throws {RstarError} `python_unavailable`, `job_failed`
   * @throws {DOMException} `AbortError` when the runner's signal aborts
   */
  run(program: PythonProgram, options?: PythonRunOptions): Promise<void>;
  /** Starts a program whose stdout another one reads; `done` rejects as {@linkcode PythonRunner.run} does. */
  start(
    program: PythonProgram,
  ): Promise<{ readonly output: ReadableStream<Uint8Array<ArrayBuffer>>; readonly done: Promise<void> }>;
}
