/**
 * Searches as a server has them: requests within limits, a queue that runs some at a time, records and traces that are
 * kept.
 *
 * @example A record is readable while its search waits, runs, and after it has ended.
 * ```ts
 * import assert from "node:assert/strict";
 * import { type SolveRecord, SolveStore } from "@rstar/server/solve";
 *
 * using store = new SolveStore(":memory:");
 * const record: SolveRecord = {
 *   id: "a",
 *   created: "2026-01-02T03:04:05.678Z",
 *   status: "queued",
 *   model: "rstar-tiny",
 *   request: { question: "What is 17 + 4?" },
 *   result: null,
 *   error: null,
 * };
 * store.add(record);
 * store.update("a", { status: "running" });
 * assert.deepEqual(store.list({ limit: 10 }), [{ ...record, status: "running" }]);
 * ```
 *
 * @module
 */

// The queue: accepts searches, runs some at a time, refuses what is too many.
export { type Solve, SolveService, type SolveServiceOptions } from "./solve_service.ts";
export type { SolveRunOptions } from "./run_solve.ts";

// What a request may ask for, and how much of it.
export type { SolveRequest } from "./solve_request.ts";
export { SOLVE_LIMITS, type SolveLimits } from "./solve_limits.ts";

// What is kept of a search: its record and its trace.
export type { SolveRecord, SolveResult, SolveStatus } from "./solve_record.ts";
export { SolveStore } from "./solve_store.ts";

// What is sent while a search runs.
export type { FoundAnswer, SolveEvent, SolveProgress } from "./solve_event.ts";
