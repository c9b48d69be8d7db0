/**
 * The verifier as a port: runs the steps of a program and observes the last one.
 *
 * @module
 */

/** The result of running one step. A failing program is an observation, never an exception. */
export interface Observation {
  /** `ok`: ran to its end; `error`: a Python exception; `timeout`, `memory`: reached a limit; `crash`: died without a result. */
  readonly status: "ok" | "error" | "timeout" | "memory" | "crash";
  /** The step's result as text, in the requested style, or `TypeName: message`. At most 1 027 characters. */
  readonly output: string;
  /** CPU time of the last step in ms, measured by the supervisor; 0 where a cache answered. */
  readonly cpuMs: number;
}

/**
 * How a step's result becomes text. `stdout`: what it printed. `msft`: the rules of the official interpreter (the value of a
 * last expression, several prints labelled with their source, numbers rounded to 4 decimals). `notebook`: what it printed, or
 * where that is nothing, the value of its last expression.
 */
export type OutputStyle = "stdout" | "msft" | "notebook";

/** Options of {@linkcode Verifier.run}. */
export interface VerifyOptions {
  /** Default `stdout`. */
  readonly output?: OutputStyle;
  /** CPU limit of the last step in ms, in (0, 600 000]. Default 5 000. */
  readonly cpuMs?: number;
  /** Whether no step will follow, so that the interpreter need not be kept. Default `false`. */
  readonly last?: boolean;
  /** On whose behalf it runs, such as a search: owners are served in turn. Default: one owner for all that name none. */
  readonly owner?: string;
  /** Aborts the run. */
  readonly signal?: AbortSignal;
}

/** Runs the steps of a program: step k runs in the state that steps 1…k-1 left; only the last step is observed. Dispose it to stop its processes. */
export interface Verifier extends AsyncDisposable {
  /**
   * Runs the last of `steps` after the earlier ones, whose state is forked from a snapshot or replayed. Results are cached by
   * (prefix, code).
   *
   * @param steps Python source without tags, one text a step; at least one
   * @returns the observation of the last step, or that of the first one that failed
   * @throws {RangeError} where there is no step, or the CPU limit is out of range
   * @throws {VerifierError} where no safe sandbox works, or the verifier itself is broken; never for what a program does
   * @throws {DOMException} `AbortError` when `signal` aborts
   * @see rStar-Math §3.1: "only candidates that run are kept as valid nodes"
   */
  run(steps: readonly string[], options?: VerifyOptions): Promise<Observation>;
}
