/**
 * Short requests to a server that may be out of reach.
 *
 * @module
 */
import { RstarError } from "@rstar/core";

/** How a request is sent. */
export interface AskOptions {
  /** Default `GET`. */
  readonly method?: "GET" | "HEAD";
  /** Default none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default `follow`. */
  readonly redirect?: RequestRedirect;
  /** Ends the request. */
  readonly signal?: AbortSignal;
  /** A server that has not answered after so long counts as out of reach. Default 5 000. */
  readonly reachMs?: number;
}

/** Time that a server has for its first answer, in milliseconds. */
export const REACH_MS = 5_000;

/**
 * Sends a request, once.
 *
 * @returns the answer, a redirect or a body among it: read or cancel its body
 * @throws {RstarError} `job_failed` where the server is out of reach or refuses
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function ask(url: string, { reachMs = REACH_MS, signal, ...init }: AskOptions = {}): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), reachMs);
  try {
    const signals = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
    const response = await fetch(url, { ...init, signal: signals });
    if (response.status < 400) return response;
    await response.body?.cancel();
    throw refused(url, response.status);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof RstarError) throw error;
    throw outOfReach(url, late.signal.aborted ? new Error(silence(reachMs)) : error as Error);
  } finally {
    clearTimeout(timer);
  }
}

/** Why a server is given up that has said nothing for so long. */
export function silence(milliseconds: number): string {
  return `nothing came for ${milliseconds / 1000} s`;
}

/** The error of a server that does not answer. */
export function outOfReach(url: string, cause: Error): RstarError {
  let first = cause;
  while (first.cause instanceof Error) first = first.cause; // fetch itself says only that it failed
  const reason = first.message.replace(/^.*client error \(\w+\): /, "").replace(/ \(os error \d+\)$/, "");
  return new RstarError("job_failed", `Cannot fetch ${url} as the server cannot be reached (${reason})`, { cause });
}

/** The error of a server that does not want to. */
export function refused(url: string, status: number): RstarError {
  const reason = status === 401 || status === 403
    ? `it is not there or asks for permission (HTTP ${status}): set HF_TOKEN to a token that may read it`
    : `the server answers with HTTP ${status}`;
  return new RstarError("job_failed", `Cannot fetch ${url} as ${reason}`);
}
