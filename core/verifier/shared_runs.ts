/**
 * Work that several callers want at the same time, done once.
 *
 * @module
 */

interface Run<Value> {
  readonly promise: Promise<Value>;
  readonly abort: AbortController;
  callers: number;
}

/** Runs by key. A run is aborted when every caller has gone; one caller's abort does not hurt the others. */
export class SharedRuns<Value> {
  readonly #runs = new Map<string, Run<Value>>();

  /** Joins the run of `key`, or starts it. Rejects with the signal's reason when `signal` aborts. */
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
    promise.catch(() => {}); // callers that left do not hear of it
    const run = { promise, abort, callers: 0 };
    this.#runs.set(key, run);
    return run;
  }
}
