/**
 * The searches of a server in one SQLite file: records and traces survive a restart.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { TraceLine } from "@rstar/core/search";
import { openDatabase } from "@rstar/store";
import { type SolveRecord, solveResultOf, type SolveStatus } from "./solve_record.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS solve (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, created TEXT NOT NULL, status TEXT NOT NULL,
    model TEXT NOT NULL, request TEXT NOT NULL, result TEXT, error TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS trace (
    solve INTEGER NOT NULL REFERENCES solve ON DELETE CASCADE, number INTEGER NOT NULL, line TEXT NOT NULL,
    PRIMARY KEY (solve, number)
  ) STRICT, WITHOUT ROWID;
`;
const STATEMENTS = {
  interrupt: "UPDATE solve SET status = 'interrupted' WHERE status IN ('queued', 'running')",
  insert: "INSERT INTO solve (id, created, status, model, request) VALUES (?, ?, ?, ?, ?) RETURNING number",
  update: "UPDATE solve SET status = ?, result = ?, error = ? WHERE id = ?",
  prune: "DELETE FROM solve WHERE number <= ? AND status NOT IN ('queued', 'running')",
  append: `
    INSERT INTO trace
    SELECT solve.number, coalesce((SELECT max(number) + 1 FROM trace WHERE trace.solve = solve.number), 0), ?2
    FROM solve WHERE id = ?1`,
  select: "SELECT * FROM solve WHERE id = ?",
  page: "SELECT * FROM solve WHERE number < ? ORDER BY number DESC LIMIT ?",
  trace: "SELECT line FROM trace JOIN solve ON solve.number = trace.solve WHERE id = ? ORDER BY trace.number",
};

/** Records and traces by the search's id. It locks its file against other processes until it is disposed. */
export class SolveStore implements Disposable {
  readonly #database: DatabaseSync;
  readonly #statements: Readonly<Record<keyof typeof STATEMENTS, StatementSync>>;
  readonly #keep: number;

  /**
   * Opens or creates the file. Searches that the last server did not finish become `interrupted`.
   *
   * @param path the file; `:memory:` for a store that is gone when disposed
   * @param options.keep searches that are kept, the latest ones. Default 1000
   * @throws {RstarError} `bad_request` when another process has it, or it is no such store
   */
  constructor(path: string, { keep = 1000 }: { readonly keep?: number } = {}) {
    const busy = "another server has it";
    const options = { schema: SCHEMA, statements: STATEMENTS, synchronous: "NORMAL", busy } as const;
    const { database, statements } = openDatabase(path, options);
    database.exec("PRAGMA foreign_keys = ON");
    statements.interrupt.run();
    this.#statements = statements;
    this.#database = database;
    this.#keep = keep;
  }

  /** Adds a new search and forgets ended ones beyond the number to keep, the oldest first, with their traces. */
  add({ id, created, status, model, request }: SolveRecord): void {
    const { number } = this.#statements.insert.get(id, created, status, model, JSON.stringify(request))!;
    this.#statements.prune.run(Number(number) - this.#keep);
  }

  /** Replaces status, result and error. Does nothing where the id is unknown. */
  update(id: string, { status, result = null, error = null }: {
    readonly status: SolveStatus;
    readonly result?: SolveRecord["result"];
    readonly error?: SolveRecord["error"];
  }): void {
    this.#statements.update.run(status, result && JSON.stringify(result), error && JSON.stringify(error), id);
  }

  /** Adds a line to the trace of a search. Does nothing where the id is unknown. */
  append(id: string, line: TraceLine): void {
    this.#statements.append.run(id, JSON.stringify(line));
  }

  /** A record; null where the id is unknown. */
  get(id: string): SolveRecord | null {
    const row = this.#statements.select.get(id);
    return row ? recordOf(row) : null;
  }

  /** The trace so far, in order; empty where the id is unknown. */
  trace(id: string): TraceLine[] {
    return this.#statements.trace.all(id).map(({ line }) => JSON.parse(String(line)));
  }

  /**
   * The latest searches, the newest first.
   *
   * @param page `limit` records at most; `before` is the id of the last record of the previous page
   */
  list({ limit, before }: { readonly limit: number; readonly before?: string }): SolveRecord[] {
    const from = before === undefined ? undefined : this.#statements.select.get(before);
    if (before !== undefined && from === undefined) return [];
    return this.#statements.page.all(from ? Number(from.number) : Number.MAX_SAFE_INTEGER, limit).map(recordOf);
  }

  /** Closes the file and releases its lock. */
  [Symbol.dispose](): void {
    this.#database.close();
  }
}

function recordOf(row: Record<string, unknown>): SolveRecord {
  const json = (text: unknown) => text === null ? null : JSON.parse(String(text));
  return {
    id: String(row.id),
    created: String(row.created),
    status: row.status as SolveStatus,
    model: String(row.model),
    request: json(row.request),
    result: row.result === null ? null : solveResultOf(json(row.result)),
    error: json(row.error),
  };
}
