/**
 * Conditions that a caller catches. A wrong program, a Python traceback and an unsolved problem are results, not errors.
 *
 * @module
 */

/** What went wrong, stable across versions. {@linkcode EXIT_CODES} says what a command line makes of each. */
export type ErrorCode =
  | "bad_request"
  | "context_exceeded"
  | "model_invalid"
  | "model_not_found"
  | "engine_failed"
  | "library_unavailable"
  | "python_unavailable"
  | "sandbox_unavailable"
  | "verifier_failed"
  | "job_failed";

/** The exit code of the command line for each error: 1 failure, 2 usage, 4 model or Python not usable. */
export const EXIT_CODES: Readonly<Record<ErrorCode, number>> = {
  bad_request: 2,
  context_exceeded: 2,
  model_invalid: 4,
  model_not_found: 4,
  engine_failed: 4,
  library_unavailable: 4,
  python_unavailable: 4,
  sandbox_unavailable: 4,
  verifier_failed: 1,
  job_failed: 1,
};

/** An error with a stable `code`. Its message is one sentence: action, reason, current value. */
export class RstarError extends Error {
  /** Stable name of the condition. */
  readonly code: ErrorCode;

  /** Makes an error of `code`; `cause` keeps what led to it. */
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A policy or PPM cannot serve a request. */
export class PolicyError extends RstarError {}

/** The verifier cannot run programs. */
export class VerifierError extends RstarError {}
