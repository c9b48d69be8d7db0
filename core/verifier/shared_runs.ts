/**
 * Runs work once for several callers that ask for it at the same time.
 *
 * @module
 */

interface Run<Value> {
  readonly promise: Promise<Value>;
  readonly abort: AbortController;
  callers: number;
}

/** Work in progress, by key. It is aborted when its last caller has left; one caller's abort does not affect the others. */
export class SharedRuns<Value> {
  readonly #runs = new Map<string, Run<Value>>();

  /** Joins the work in progress under `key`, or starts it. Rejects with the reason of `signal` when that aborts. */
  async join(key: string, start: (signal: AbortSignal) => Promise<Value>, signal?: AbortSignal): Promise<Value> {
    signal?.throwIfAborted();
    const run = this.#runs.get(key) ?? this.#start(key, start);
    run.callers++;
    const aborted = Promise.withResolvers<never>();
    const onAbort = (): void => aborted.reject(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      return await Promise.race([run.promise, aborted.promise]);
    } finally {
      signal?.removeEventListener("abort", onAbort);
      if (--run.callers === 0) {
        if (this.#runs.get(key) === run) this.#runs.delete(key);
        run.abort.abort();
      }
    }
  }

  #start(key: string, start: (signal: AbortSignal) => Promise<Value>): Run<Value> {
    const abort = new AbortController();
    const promise = start(abort.signal);
    promise.catch(() => {}); // callers that left do not await it
    const run = { promise, abort, callers: 0 };
    this.#runs.set(key, run);
    return run;
  }
}
