/**
 * The life of one search, from its record to the record of how it ended.
 *
 * @module
 */
import { type SearchEvent, type SearchPorts, type SearchResult, solve } from "@rstar/core";
import { resultJson, searchDefaults, traceOf } from "@rstar/core/search";
import type { ModelManifest } from "@rstar/native";
import { apiError } from "../api_error.ts";
import { type SolveEvent, solveProgress } from "./solve_event.ts";
import type { SolveRecord, SolveResult } from "./solve_record.ts";
import type { SolveStore } from "./solve_store.ts";
import { withinTokens } from "./token_budget.ts";

/** What every search of a server runs on. */
export interface SolveRunOptions {
  /** Policy, verifier and perhaps a PPM, shared by all searches. */
  readonly ports: SearchPorts;
  /** The model's name, and the search made for it. */
  readonly manifest: ModelManifest;
  /** Tokens of the prompt for a question. */
  readonly countTokens: (question: string) => Promise<number>;
  /** Where records and traces are kept. */
  readonly store: SolveStore;
  /** Receives errors that are defects of ours; the client sees only `internal`. */
  readonly onDefect?: (error: unknown) => void;
}

/** What one search has of its own. */
export interface SolveRun {
  /** The record that the search began with, `queued`. */
  readonly record: SolveRecord;
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
  options.store.update(record.id, { status: "running" });
  try {
    const [result, promptTokens] = await Promise.all([
      searchOf(run, options),
      options.countTokens(record.request.question),
    ]);
    const status = result.stopped === "cancelled" ? "cancelled" : "done";
    return { ...record, status, result: resultOf(result, promptTokens) };
  } catch (error) {
    const { code, message } = apiError(error);
    if (code === "internal") options.onDefect?.(error);
    return { ...record, status: "failed", error: { code, message } };
  }
}

async function searchOf({ record, signal, emit }: SolveRun, options: SolveRunOptions): Promise<SearchResult> {
  const { ports, manifest, store } = options;
  const { id, request } = record;
  const { question, seed, trees, budgets } = request;
  const onEvent = (event: SearchEvent): void => {
    for (const line of traceOf(event)) {
      store.append(id, line);
      emit({ type: "trace", line });
    }
    if (event.type === "progress") emit({ type: "progress", progress: solveProgress(event) });
  };
  const policy = withinTokens(ports.policy, budgets?.tokens ?? Infinity);
  const result = await solve({ id, question }, { ...ports, policy }, {
    ...searchDefaults(manifest, { ...request, budgetTokens: budgets?.tokens }),
    seed,
    trees,
    seconds: budgets?.seconds,
    signal,
    onEvent,
  });
  return result.stopped === "exhausted" && policy.isCut ? { ...result, stopped: "tokens" } : result;
}

function resultOf(result: SearchResult, promptTokens: number): SolveResult {
  const { id: _id, question: _question, usage, ...rest } = resultJson(result);
  return { ...rest, usage: { promptTokens, ...usage } };
}
