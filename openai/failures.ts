/**
 * Classifies the failures of an OpenAI-compatible server: those that may pass, and those that are final.
 *
 * @module
 */
import { PolicyError } from "@rstar/core";

/** A failure that may not recur: the server is busy, restarting or unreachable. */
export class PassingFailure extends Error {
  /** The least time to wait before the next attempt, by the server's request; 0 when it made none. */
  readonly retryAfterMs: number;

  /** @param reason one clause without a full stop */
  constructor(reason: string, options: ErrorOptions & { readonly retryAfterMs?: number } = {}) {
    super(reason, options);
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}

const LONGEST_REASON = 300;
const PASSING_STATUS: ReadonlySet<number> = new Set([408, 409, 425, 429]);
/** llama-server: `exceed_context_size_error`; vLLM: "maximum context length", "maximum model length" and others. */
const OVERFLOW_REGEXP = /context.(length|size|window)|maximum model length|max_model_len|prompt is too long/i;

/**
 * The failure that an answer with a status other than 200 stands for.
 *
 * @param url of the request, for the message
 * @param body text of the answer
 */
export function statusFailure(response: Response, url: string, body: string): PassingFailure | PolicyError {
  const { status, headers } = response;
  const reason = `${status} ${reasonOf(body)}`.trim();
  if (status >= 500 || PASSING_STATUS.has(status)) {
    return new PassingFailure(reason, { retryAfterMs: retryAfterMs(headers.get("retry-after")) });
  }
  if (OVERFLOW_REGEXP.test(body)) {
    return new PolicyError("context_exceeded", `Cannot generate as the prompt does not fit: ${reason}`);
  }
  if (status === 401 || status === 403) {
    return new PolicyError("bad_request", `Cannot use ${url} as it refuses the API key: ${reason}`);
  }
  if (status === 404) return new PolicyError("model_not_found", `Cannot find the model at ${url}: ${reason}`);
  return new PolicyError("bad_request", `Cannot use ${url} as it refuses the request: ${reason}`);
}

/** The message in an error body, of which servers have several forms, on one line. */
function reasonOf(body: string): string {
  let message = body;
  try {
    const { error, message: plain, detail } = JSON.parse(body);
    message = String(error?.message ?? plain ?? detail ?? error ?? body);
  } catch {
    // No JSON: the text itself.
  }
  return message.replace(/\s+/g, " ").trim().slice(0, LONGEST_REASON);
}

/** `Retry-After` in milliseconds: it holds seconds or a date. */
function retryAfterMs(value: string | null): number {
  if (value === null) return 0;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : 1000 * seconds;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}
