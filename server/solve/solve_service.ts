import { type SearchEvent, type SearchPorts, type SearchResult, solve } from "@rstar/core";
import { resultJson, searchDefaults, traceOf } from "@rstar/core/search";
import type { ModelManifest } from "@rstar/native";
import { ApiError, apiError } from "../api_error.ts";
import { type SolveEvent, solveProgress } from "./solve_event.ts";
import { SOLVE_LIMITS, type SolveLimits, withinLimits } from "./solve_limits.ts";
import type { SolveRecord, SolveResult } from "./solve_record.ts";
import type { SolveRequest } from "./solve_request.ts";
import type { SolveStore } from "./solve_store.ts";

/** What searches run on, and how many at a time. */
export interface SolveServiceOptions {
  /** Policy, verifier and perhaps a PPM. */
  readonly ports: SearchPorts;
  /** What is known of the model. */
  readonly manifest: ModelManifest;
  /** Tokens of the prompt for a question. */
  readonly countTokens: (question: string) => Promise<number>;
  /** Keeps the searches. */
  readonly store: SolveStore;
  /** Searches under way at the same time. Default 64: more trees wait for the engine's sequences. */
  readonly concurrency?: number;
  /** Searches that may wait. Default 256. */
  readonly queue?: number;
  /** Bounds of one request. Default {@linkcode SOLVE_LIMITS}. */
  readonly limits?: SolveLimits;
  /** Is told all that happens, of all searches. */
  readonly onEvent?: (event: SolveEvent) => void;
  /** Is told what ended a search and should not have. */
  readonly onDefect?: (error: unknown) => void;
}

/** A search that was taken on. */
export interface Solve {
  /** Names it. */
  readonly id: string;
  /** What it came to; a failed search is a record too. */
  readonly ended: Promise<SolveRecord>;
}

interface Waiting {
  readonly record: SolveRecord;
  readonly cancel: AbortController;
  readonly emit: (event: SolveEvent) => void;
  readonly end: (record: SolveRecord) => void;
}

/** Takes searches on, runs some at a time, lets others wait, refuses what is too many, and keeps what they come to. */
export class SolveService {
  readonly #options: SolveServiceOptions;
  readonly #concurrency: number;
  readonly #queue: number;
  readonly #limits: SolveLimits;
  readonly #waiting: Waiting[] = [];
  readonly #running = new Map<string, Waiting>();
  #drained: PromiseWithResolvers<void> | null = null;
  /** Of recent searches, the later ones more. */
  #meanSeconds = 1;

  /** A service without searches. */
  constructor(options: SolveServiceOptions) {
    this.#options = options;
    this.#concurrency = options.concurrency ?? 64;
    this.#queue = options.queue ?? 256;
    this.#limits = options.limits ?? SOLVE_LIMITS;
  }

  /** Name of the model. */
  get model(): string {
    return this.#options.manifest.name;
  }

  /** Searches under way. */
  get running(): number {
    return this.#running.size;
  }

  /** Searches that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Takes a search on.
   *
   * @param options.onEvent is told what happens to it
   * @param options.signal cancels it
   * @throws {ApiError} `queue_full`, `loading` while the server ends, `bad_request`, `model_not_found`
   */
  submit(request: SolveRequest, { onEvent = () => {}, signal }: {
    readonly onEvent?: (event: SolveEvent) => void;
    readonly signal?: AbortSignal;
  } = {}): Solve {
    this.#admit(request);
    const { store, onEvent: tellAll = () => {} } = this.#options;
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
      tellAll(event);
      onEvent(event);
    };
    store.add(record);
    emit({ type: "queued", id: record.id, ahead: this.#waiting.length });
    this.#waiting.push({ record, cancel, emit, end });
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
   * Ends a search with what it has found so far.
   *
   * @returns whether it was waiting or under way
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

  /** Takes no more searches on and waits for those that are; once `signal` aborts they are cancelled. */
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
    const { record } = solve;
    this.#options.store.update(record.id, { status: "running" });
    try {
      const [result, promptTokens] = await Promise.all([
        this.#search(solve),
        this.#options.countTokens(record.request.question),
      ]);
      const status = result.stopped === "cancelled" ? "cancelled" : "done";
      this.#meanSeconds += (result.usage.seconds - this.#meanSeconds) / 8;
      this.#end(solve, { ...record, status, result: resultOf(result, promptTokens) });
    } catch (error) {
      const { code, message } = apiError(error);
      if (code === "internal") this.#options.onDefect?.(error);
      this.#end(solve, { ...record, status: "failed", error: { code, message } });
    }
  }

  async #search({ record, cancel, emit }: Waiting): Promise<SearchResult> {
    const { ports, manifest, store } = this.#options;
    const { id, request } = record;
    const { question, seed, trees, budgets } = request;
    const onEvent = (event: SearchEvent): void => {
      for (const line of traceOf(event)) {
        store.append(id, line);
        emit({ type: "trace", line });
      }
      if (event.type === "progress") emit({ type: "progress", progress: solveProgress(event) });
    };
    return await solve({ id, question }, ports, {
      ...searchDefaults(manifest, { ...request, budgetTokens: budgets?.tokens }),
      seed,
      trees,
      seconds: budgets?.seconds,
      signal: cancel.signal,
      onEvent,
    });
  }

  #end(solve: Waiting, record: SolveRecord): void {
    this.#options.store.update(record.id, record);
    this.#running.delete(record.id);
    solve.emit({ type: "end", record });
    solve.end(record);
    this.#startNext();
    this.#resolveIfDrained();
  }

  #resolveIfDrained(): void {
    if (this.#running.size + this.#waiting.length === 0) this.#drained?.resolve();
  }
}

function resultOf(result: SearchResult, promptTokens: number): SolveResult {
  const { id: _id, question: _question, usage, ...rest } = resultJson(result);
  return { ...rest, usage: { promptTokens, ...usage } };
}
