/**
 * The errors that callers catch, by code. A wrong program, a Python traceback and an unsolved problem are results, not errors.
 *
 * @module
 */

/** The condition, stable across versions; {@linkcode EXIT_CODES} has the exit code of each. */
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
  | "job_failed"
  | "storage_failed";

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
  storage_failed: 1,
};

/** An error with a stable `code`. Its message is one sentence: action, reason, current value. */
export class RstarError extends Error {
  /** The condition, for programs; the message is for people. */
  readonly code: ErrorCode;

  /** An error of `code`; `options.cause` is the error that led to it. */
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Thrown by a policy or PPM that cannot serve a request. */
export class PolicyError extends RstarError {}

/** Thrown by a verifier that cannot run programs; what a program does is an observation. */
export class VerifierError extends RstarError {}
