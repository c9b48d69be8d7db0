/**
 * The errors that clients get: each condition with its HTTP status, in the OpenAI API's form.
 *
 * @module
 */
import { type ErrorCode, RstarError } from "@rstar/core";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** What a client gets instead of an answer, in the OpenAI API's form. */
export interface ErrorBody {
  readonly error: {
    /** One sentence: action, reason, current value. */
    readonly message: string;
    readonly type: ErrorType;
    /** The field of the request that is wrong; null where none is. */
    readonly param: string | null;
    /** A {@linkcode Condition}, stable across versions. */
    readonly code: string;
  };
}

/** Kinds of errors in the OpenAI API, by which its clients choose an exception. */
export type ErrorType =
  | "invalid_request_error"
  | "authentication_error"
  | "not_found_error"
  | "rate_limit_error"
  | "server_error";

/** What an {@linkcode ApiError} carries besides its message. */
export interface ApiErrorOptions extends ErrorOptions {
  /** The field of the request that is wrong, such as `budgets.tokens`. */
  readonly param?: string;
  /** Value of the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
}

/** HTTP status and kind of each condition. The first ones arise here; the others are {@linkcode ErrorCode}s. */
const CONDITIONS = {
  invalid_api_key: [401, "authentication_error"],
  not_found: [404, "not_found_error"],
  method_not_allowed: [405, "invalid_request_error"],
  host_not_allowed: [421, "invalid_request_error"],
  request_too_large: [413, "invalid_request_error"],
  unsupported_media_type: [415, "invalid_request_error"],
  queue_full: [429, "rate_limit_error"],
  loading: [503, "server_error"],
  internal: [500, "server_error"],
  bad_request: [400, "invalid_request_error"],
  context_exceeded: [400, "invalid_request_error"],
  model_not_found: [404, "invalid_request_error"],
  model_invalid: [503, "server_error"],
  engine_failed: [503, "server_error"],
  library_unavailable: [503, "server_error"],
  python_unavailable: [503, "server_error"],
  sandbox_unavailable: [503, "server_error"],
  verifier_failed: [503, "server_error"],
  job_failed: [500, "server_error"],
  storage_failed: [507, "server_error"],
} as const satisfies Record<string, readonly [ContentfulStatusCode, ErrorType]> & Record<ErrorCode, unknown>;

/** Why a request gets no answer: the `code` of its error. */
export type Condition = keyof typeof CONDITIONS;

/** An error whose message, code and status a client may see. */
export class ApiError extends Error {
  readonly code: Condition;
  readonly param?: string;
  readonly retryAfterSeconds?: number;

  /** `message` is one sentence: action, reason, current value. */
  constructor(code: Condition, message: string, options: ApiErrorOptions = {}) {
    super(message, options);
    this.name = "ApiError";
    this.code = code;
    this.param = options.param;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): ContentfulStatusCode {
    return CONDITIONS[this.code][0];
  }

  get body(): ErrorBody {
    const { code, message, param = null } = this;
    return { error: { message, type: CONDITIONS[code][1], param, code } };
  }
}

/**
 * Throws the error of a failed search again; returns where the search did not fail.
 *
 * @param record its `error.code` is a {@linkcode Condition}, as the store keeps it
 * @throws {ApiError}
 */
export function throwIfFailed(
  { error }: { readonly error: { readonly code: string; readonly message: string } | null },
): void {
  if (error) throw new ApiError(error.code as Condition, error.message);
}

/** Any error as one that a client may see: a defect of ours becomes `internal`, without its message. */
export function apiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof RstarError) return new ApiError(error.code, error.message, { cause: error });
  return new ApiError("internal", "Cannot answer the request as something unforeseen went wrong", { cause: error });
}
