/**
 * HTTP requests to one server: a limited number at once, repeated when a failure may pass.
 *
 * @module
 */
import { PolicyError } from "@rstar/core";
import { Semaphore } from "@rstar/system";
import { PassingFailure, statusFailure } from "./failures.ts";

/** Address of an OpenAI-compatible server, and the limits of requests to it. */
export interface OpenAiServerOptions {
  /** Base URL with the version, such as `http://localhost:8000/v1`. */
  readonly url: string;
  /** Sent as a bearer token. Default: none. */
  readonly apiKey?: string;
  /** Most requests in progress at once, over all calls. Default 64. */
  readonly concurrency?: number;
  /** Limit of one attempt. Default 600 000. */
  readonly timeoutMs?: number;
  /** Most attempts after the first, for failures that may pass. Default 8, which take about a minute and a half. */
  readonly retries?: number;
  /** Wait before the first retry; it doubles with each, up to 60 times as much. Default 500. */
  readonly backoffMs?: number;
}

/** A request, and how its answer is read. */
export interface OpenAiRequest<T> {
  /** Path below the base URL. */
  readonly path: string;
  /** Sent as JSON by POST. Default: none, by GET. */
  readonly body?: unknown;
  /** Reads the answer, to its end or not. Whatever it throws counts as a failure that may pass. */
  readonly read: (response: Response) => Promise<T>;
  /** Most attempts after the first. Default: the server's. */
  readonly retries?: number;
  /** Ends the request and closes its connection. */
  readonly signal?: AbortSignal;
}

const LONGEST_BACKOFF = 60;

/** Sends requests to one server. */
export class OpenAiHttp {
  /** Base URL, without a slash at its end. */
  readonly url: string;
  readonly #options: Required<Omit<OpenAiServerOptions, "url" | "apiKey">>;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #places: Semaphore;

  /**
   * Sends nothing yet.
   *
   * @throws {TypeError} when the URL does not begin with http:// or https://
   * @throws {RangeError} when a number is out of range
   */
  constructor(
    { url, apiKey, concurrency = 64, timeoutMs = 600_000, retries = 8, backoffMs = 500 }: OpenAiServerOptions,
  ) {
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
      throw new TypeError(`Cannot use a server as its URL must begin with http:// or https://: ${url}`);
    }
    this.url = url.replace(/\/+$/, "");
    this.#options = { concurrency, timeoutMs, retries, backoffMs };
    this.#headers = { "content-type": "application/json", ...(apiKey && { authorization: `Bearer ${apiKey}` }) };
    this.#places = new Semaphore(concurrency);
  }

  /**
   * Sends a request and returns what `read` makes of the answer. A request that waits for a retry still counts as in progress.
   *
   * @throws {PolicyError} `context_exceeded`, `bad_request`, `model_not_found`; `engine_failed` after the last attempt
   * @throws {DOMException} `AbortError` when `signal` aborts
   */
  async send<T>(request: OpenAiRequest<T>): Promise<T> {
    const { signal, retries = this.#options.retries } = request;
    using _place = await this.#places.take({ signal });
    for (let tries = 1;; tries++) {
      try {
        return await this.#try(request);
      } catch (failure) {
        signal?.throwIfAborted();
        if (!(failure instanceof PassingFailure)) throw failure;
        if (tries > retries) {
          const message = `Cannot get an answer from ${this.url}/${request.path} in ${tries} tries: ${failure.message}`;
          throw new PolicyError("engine_failed", message, { cause: failure });
        }
        await pause(this.#waitMs(tries, failure), signal);
      }
    }
  }

  /** Half of the wait is random, so that requests that failed together are not repeated together. */
  #waitMs(tries: number, { retryAfterMs }: PassingFailure): number {
    const { backoffMs, timeoutMs } = this.#options;
    const backoff = backoffMs * Math.min(2 ** (tries - 1), LONGEST_BACKOFF) * (1 + Math.random()) / 2;
    return Math.min(Math.max(backoff, retryAfterMs), timeoutMs);
  }

  async #try<T>({ path, body, read, signal }: OpenAiRequest<T>): Promise<T> {
    using limit = timeLimit(this.#options.timeoutMs, signal);
    const url = `${this.url}/${path}`;
    let response: Response, text: string;
    try {
      response = await fetch(url, {
        method: body === undefined ? "GET" : "POST",
        headers: this.#headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: limit.signal,
      });
      if (response.ok) return await read(response);
      text = await response.text();
    } catch (cause) {
      throw new PassingFailure(oneLine(cause), { cause });
    }
    throw statusFailure(response, url, text);
  }
}

/** A signal that aborts with `signal`, or after `timeoutMs`, until it is disposed. */
function timeLimit(timeoutMs: number, signal?: AbortSignal): { readonly signal: AbortSignal } & Disposable {
  // Not AbortSignal.timeout(): its timer would outlive the request.
  const controller = new AbortController();
  const follow = (): void => controller.abort(signal!.reason);
  const expire = (): void => controller.abort(new Error(`no answer within ${timeoutMs} ms`));
  const timer = setTimeout(expire, timeoutMs);
  signal?.addEventListener("abort", follow, { once: true });
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", follow);
    },
  };
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

function oneLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ").slice(0, 300);
}
