/**
 * The queue of searches: some run, others wait in order, more are refused.
 *
 * @module
 */
import { ApiError, apiError } from "../api_error.ts";
import { failedRecord, runSolve, type SolveRunOptions } from "./run_solve.ts";
import type { SolveEvent } from "./solve_event.ts";
import { SOLVE_LIMITS, type SolveLimits, withinLimits } from "./solve_limits.ts";
import type { SolveRecord } from "./solve_record.ts";
import type { SolveRequest } from "./solve_request.ts";

/** Time in which an engine that works says whether a question fits. */
const CHECK_MS = 2000;

/** What searches run on, and how many at a time. */
export interface SolveServiceOptions extends SolveRunOptions {
  /** Searches under way at the same time. Default 64: more trees wait for the engine's sequences. */
  readonly concurrency?: number;
  /** Searches that may wait. Default 256. */
  readonly queue?: number;
  /** Bounds of one request. Default {@linkcode SOLVE_LIMITS}. */
  readonly limits?: SolveLimits;
  /** Receives the events of all searches. */
  readonly onEvent?: (event: SolveEvent) => void;
}

/** A search that was accepted. */
export interface Solve {
  /** A random UUID. */
  readonly id: string;
  /** Its record at its end, also of a failed or cancelled search; never rejects. */
  readonly ended: Promise<SolveRecord>;
}

/** A search from its acceptance to its end. */
interface Waiting {
  readonly record: SolveRecord;
  readonly promptTokens?: number;
  readonly cancel: AbortController;
  readonly emit: (event: SolveEvent) => void;
  readonly end: (record: SolveRecord) => void;
}

/** Accepts searches, runs `concurrency` at a time in the order they came, and keeps their records in the store. */
export class SolveService {
  readonly #options: SolveServiceOptions;
  readonly #concurrency: number;
  readonly #queue: number;
  readonly #limits: SolveLimits;
  readonly #waiting: Waiting[] = [];
  readonly #running = new Map<string, Waiting>();
  #drained: PromiseWithResolvers<void> | null = null;
  /** Moving average of how long searches took: the unit of `Retry-After`. */
  #meanSeconds = 1;

  /** Begins with no searches, whatever the store holds. */
  constructor(options: SolveServiceOptions) {
    this.#options = options;
    this.#concurrency = options.concurrency ?? 64;
    this.#queue = options.queue ?? 256;
    this.#limits = options.limits ?? SOLVE_LIMITS;
  }

  /** Name of the model, which requests may give. */
  get model(): string {
    return this.#options.manifest.name;
  }

  /** Number of searches under way. */
  get running(): number {
    return this.#running.size;
  }

  /** Number of searches that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Rejects where a search for this question would fail at once; for an answer that begins before its search has. Where the engine
   * does not say so in time, the search will.
   *
   * @param signal ends the wait too
   * @returns tokens of the question's prompt, for {@linkcode submit}; `undefined` where the engine does not say
   * @throws {ApiError} `bad_request` where it is too long for the server, `context_exceeded` where it is for the model
   */
  async checkQuestion(request: SolveRequest, signal: AbortSignal): Promise<number | undefined> {
    const { question } = withinLimits(request, this.#limits);
    const waiting = AbortSignal.any([signal, AbortSignal.timeout(CHECK_MS)]);
    return await this.#options.countTokens(question, { signal: waiting }).catch((cause) => {
      const { code, message } = apiError(cause);
      if (code === "context_exceeded") throw new ApiError(code, message, { param: "question", cause });
      return undefined;
    });
  }

  /**
   * Accepts a search: it starts at once or waits in the queue. Budgets above the limits are cut to them.
   *
   * @param options.onEvent receives the search's events, `queued` before this returns
   * @param options.promptTokens tokens of its prompt; they are counted where they are not given
   * @param options.signal cancels it
   * @throws {ApiError} `queue_full`, `loading` while the server ends, `bad_request`, `model_not_found`
   */
  submit(request: SolveRequest, { onEvent = () => {}, promptTokens, signal }: {
    readonly onEvent?: (event: SolveEvent) => void;
    readonly promptTokens?: number;
    readonly signal?: AbortSignal;
  } = {}): Solve {
    this.#admit(request);
    const { store, onEvent: onAnyEvent = () => {} } = this.#options;
    const record: SolveRecord = {
      id: crypto.randomUUID(),
      created: new Date().toISOString(),
      status: "queued",
      model: this.model,
      request: withinLimits(request, this.#limits),
      result: null,
      error: null,
    };
    const { promise: ended, resolve: end } = Promise.withResolvers<SolveRecord>();
    const cancel = new AbortController();
    const emit = (event: SolveEvent): void => {
      onAnyEvent(event);
      onEvent(event);
    };
    store.add(record);
    emit({ type: "queued", id: record.id, ahead: this.#waiting.length });
    this.#waiting.push({ record, promptTokens, cancel, emit, end });
    signal?.addEventListener("abort", () => this.cancel(record.id), { once: true });
    if (signal?.aborted) this.cancel(record.id);
    this.#startNext();
    return { id: record.id, ended };
  }

  #admit({ model }: SolveRequest): void {
    if (this.#drained) {
      throw new ApiError("loading", "Cannot take a search on as the server ends", { retryAfterSeconds: 5 });
    }
    if (model !== undefined && model !== this.model) {
      throw new ApiError("model_not_found", `Cannot find model ${JSON.stringify(model)}: there is ${this.model}`, {
        param: "model",
      });
    }
    if (this.#running.size >= this.#concurrency && this.#waiting.length >= this.#queue) {
      const retryAfterSeconds = Math.ceil(this.#meanSeconds * Math.max(1, this.#queue / this.#concurrency));
      const reason = `${this.#waiting.length} searches wait already`;
      throw new ApiError("queue_full", `Cannot take a search on as ${reason}`, { retryAfterSeconds });
    }
  }

  /**
   * Cancels a search: one under way ends with what it has found so far, one that waits without a result.
   *
   * @returns false for a search that has ended, or was never here
   */
  cancel(id: string): boolean {
    const index = this.#waiting.findIndex(({ record }) => record.id === id);
    if (index >= 0) {
      const [solve] = this.#waiting.splice(index, 1);
      this.#end(solve, { ...solve.record, status: "cancelled" });
      return true;
    }
    const running = this.#running.get(id);
    running?.cancel.abort();
    return running !== undefined;
  }

  /** Accepts no more searches and waits for the end of all others; when `signal` aborts they are cancelled. */
  async drain(signal?: AbortSignal): Promise<void> {
    this.#drained ??= Promise.withResolvers();
    const cancelAll = () =>
      [...this.#waiting.map(({ record }) => record.id), ...this.#running.keys()].forEach((id) => this.cancel(id));
    signal?.addEventListener("abort", cancelAll, { once: true });
    if (signal?.aborted) cancelAll();
    this.#resolveIfDrained();
    await this.#drained.promise;
  }

  #startNext(): void {
    while (this.#running.size < this.#concurrency && this.#waiting.length > 0) {
      const solve = this.#waiting.shift()!;
      this.#running.set(solve.record.id, solve);
      void this.#run(solve);
    }
  }

  async #run(solve: Waiting): Promise<void> {
    const { record, promptTokens, emit, cancel: { signal } } = solve;
    const ended = await runSolve({ record, promptTokens, emit, signal }, this.#options);
    if (ended.result) this.#meanSeconds += (ended.result.usage.seconds - this.#meanSeconds) / 8;
    this.#end(solve, ended);
  }

  /** Ends a search whatever happens on the way: nothing awaits this, and a slot that stays taken is lost. */
  #end(solve: Waiting, record: SolveRecord): void {
    const kept = this.#keep(record);
    this.#running.delete(record.id);
    try {
      solve.emit({ type: "end", record: kept });
    } catch (error) {
      this.#options.onDefect?.(error);
    }
    solve.end(kept);
    this.#startNext();
    this.#resolveIfDrained();
  }

  /** Writes how a search ended into the store. A result that cannot be kept is a failure: its id would not find it again. */
  #keep(record: SolveRecord): SolveRecord {
    const { store, onDefect } = this.#options;
    try {
      store.update(record.id, record);
      return record;
    } catch (error) {
      const failed = record.status === "failed" ? record : failedRecord(record, error, onDefect);
      try {
        store.update(record.id, failed);
      } catch { /* as before: the store keeps it in memory */ }
      return failed;
    }
  }

  #resolveIfDrained(): void {
    if (this.#running.size + this.#waiting.length === 0) this.#drained?.resolve();
  }
}
