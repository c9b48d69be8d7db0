/**
 * The life of one search, from its record to the record of how it ended.
 *
 * @module
 */
import { PolicyError, type SearchEvent, type SearchPorts, type SearchResult, solve } from "@rstar/core";
import { resultJson, searchDefaults, traceOf } from "@rstar/core/search";
import type { ModelManifest } from "@rstar/native";
import { apiError } from "../api_error.ts";
import { type SolveEvent, solveProgress } from "./solve_event.ts";
import type { SolveRecord, SolveResult } from "./solve_record.ts";
import type { SolveStore } from "./solve_store.ts";

/** How long the count of a prompt's tokens is waited for after its search has ended. */
const COUNT_MS = 1_000;

/** What every search of a server runs on. */
export interface SolveRunOptions {
  /** Policy, verifier and perhaps a PPM, shared by all searches. */
  readonly ports: SearchPorts;
  /** The model's name, and the search made for it. */
  readonly manifest: ModelManifest;
  /** Tokens of the prompt for a question; `signal` ends the wait for them. */
  readonly countTokens: (question: string, options: { readonly signal: AbortSignal }) => Promise<number>;
  /** Where records and traces are kept. */
  readonly store: SolveStore;
  /** Receives errors that are defects of ours; the client sees only `internal`. */
  readonly onDefect?: (error: unknown) => void;
}

/** What one search has of its own. */
export interface SolveRun {
  /** The record that the search began with, `queued`. */
  readonly record: SolveRecord;
  /** Tokens of its prompt, where they have been counted. */
  readonly promptTokens?: number;
  /** Ends the search with what it has found so far. */
  readonly signal: AbortSignal;
  /** Receives its `trace` and `progress`. */
  readonly emit: (event: SolveEvent) => void;
}

/**
 * Runs a search, keeping its trace in the store as it grows.
 *
 * @returns the record at its end, `done`, `cancelled` or `failed`; the caller writes it to the store
 */
export async function runSolve(run: SolveRun, options: SolveRunOptions): Promise<SolveRecord> {
  const { record } = run;
  try {
    options.store.update(record.id, { status: "running" });
    using count = promptCount(run, options);
    const result = await searchOf(run, options);
    const status = result.stopped === "cancelled" ? "cancelled" : "done";
    return { ...record, status, result: resultOf(result, await count.tokens(result)) };
  } catch (error) {
    if (run.signal.aborted) return { ...record, status: "cancelled" };
    return failedRecord(record, error, options.onDefect);
  }
}

/** The record of a search that `error` ended; `onDefect` is told of one that clients see as `internal`. */
export function failedRecord(
  record: SolveRecord,
  error: unknown,
  onDefect: SolveRunOptions["onDefect"] = () => {},
): SolveRecord {
  const { code, message } = apiError(error);
  if (code === "internal") onDefect(error);
  return { ...record, status: "failed", result: null, error: { code, message } };
}

/**
 * Counts the tokens of a prompt while its search runs, unless they are known. An engine that has not done so by the end of the search, which asked it
 * for much more, is hung.
 */
function promptCount({ record, promptTokens }: SolveRun, { countTokens }: SolveRunOptions): Disposable & {
  readonly tokens: (result: SearchResult) => Promise<number>;
} {
  const waiting = new AbortController();
  const counting = promptTokens === undefined
    ? countTokens(record.request.question, { signal: waiting.signal })
    : Promise.resolve(promptTokens);
  counting.catch(() => {}); // asked for below, unless the search fails
  return {
    async tokens({ usage: { seconds } }) {
      const reason = `the engine has not answered in ${seconds.toFixed(1)} s`;
      const timer = setTimeout(
        () => waiting.abort(new PolicyError("engine_failed", `Cannot search as ${reason}`)),
        COUNT_MS,
      );
      return await counting.finally(() => clearTimeout(timer));
    },
    [Symbol.dispose]: () => waiting.abort(),
  };
}

async function searchOf({ record, signal, emit }: SolveRun, options: SolveRunOptions): Promise<SearchResult> {
  const { ports, manifest, store } = options;
  const { id, request } = record;
  const { question, seed, budgets } = request;
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
    seconds: budgets?.seconds,
    signal,
    onEvent,
  });
}

function resultOf(result: SearchResult, promptTokens: number): SolveResult {
  const { id: _id, question: _question, usage, ...rest } = resultJson(result);
  return { ...rest, usage: { promptTokens, ...usage } };
}
