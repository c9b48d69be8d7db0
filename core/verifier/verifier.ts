/** What running one step gave. A failing program is an observation like any other, never an exception. */
export interface Observation {
  /** `ok`: ran to its end; `error`: a Python exception; `timeout`, `memory`: a limit; `crash`: died without a result. */
  readonly status: "ok" | "error" | "timeout" | "memory" | "crash";
  /** What the step gave, in the output style asked for: its printed text, or `TypeName: message`. At most 1 KiB or so. */
  readonly output: string;
  /** CPU seconds × 1000 that the last step took, as its supervisor saw them; 0 where a cache answered. */
  readonly cpuMs: number;
}

/**
 * How a step's result becomes text. `stdout`: what it printed. `msft`: the official interpreter's rules (value of a
 * last expression, several prints numbered, numbers rounded to 4 decimals).
 */
export type OutputStyle = "stdout" | "msft";

/** Options of one verification. */
export interface VerifyOptions {
  /** Default `stdout`. */
  readonly output?: OutputStyle;
  /** CPU limit of the last step. Default 5 000. */
  readonly cpuMs?: number;
  /** Whether no step will follow, so that the interpreter need not be kept for one. Default false. */
  readonly last?: boolean;
  /** Ends the run. */
  readonly signal?: AbortSignal;
}

/** Runs the steps of a program. Step k sees what steps 1…k-1 left behind; only the last step's result is returned. */
export interface Verifier extends AsyncDisposable {
  /**
   * Runs the last of `steps` after the earlier ones. Each step is Python source without tags.
   *
   * Earlier steps are assumed to have run before: their state is forked from a snapshot, or replayed. Each step runs
   * at most once a prefix: results are remembered by (prefix, code).
   *
   * @throws {VerifierError} when no safe sandbox can be had, or the verifier itself is broken; never for what a program does
   * @throws {DOMException} `AbortError` when `signal` aborts
   * @see rStar-Math §3.1: "only candidates that run are kept as valid nodes"
   */
  run(steps: readonly string[], options?: VerifyOptions): Promise<Observation>;
}
