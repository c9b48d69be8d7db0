/**
 * The searches of a server in one SQLite file: records and traces survive a restart.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { isTraceLine, type TraceLine } from "@rstar/core/search";
import { type OpenDatabase, openDatabase } from "@rstar/store";
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
  insert: "INSERT INTO solve (id, created, status, model, request) VALUES (?, ?, ?, ?, ?)",
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

const log = getLogger(["rstar", "server"]);

/**
 * Records and traces by the search's id. It locks its file against other processes until it is disposed.
 *
 * A row that cannot be read is skipped, with a warning. How a search ended is known even where that could not be written, as on
 * a full disk: it is written once that works again, before this is disposed.
 */
export class SolveStore implements Disposable {
  readonly #database: OpenDatabase<keyof typeof STATEMENTS>;
  readonly #keep: number;
  /** What {@linkcode update} could not write, by id. */
  readonly #unwritten = new Map<string, Pick<SolveRecord, "status" | "result" | "error">>();

  /**
   * Opens or creates the file. Searches that the last server did not finish become `interrupted`.
   *
   * @param path the file; `:memory:` for a store that is gone when disposed
   * @param options.keep searches that are kept, the latest ones. Default 1000
   * @throws {RstarError} `bad_request` when another process has it, or it is no such store; `storage_failed`
   */
  constructor(path: string, { keep = 1000 }: { readonly keep?: number } = {}) {
    const busy = "another server has it";
    const options = { schema: SCHEMA, statements: STATEMENTS, synchronous: "NORMAL", busy } as const;
    this.#database = openDatabase(path, options);
    this.#keep = keep;
    try {
      this.#database.statements.interrupt.run();
    } catch (error) {
      this.#database[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * Adds a new search and forgets ended ones beyond the number to keep, the oldest first, with their traces.
   *
   * @throws {RstarError} `storage_failed`: the search is not there then
   */
  add({ id, created, status, model, request }: SolveRecord): void {
    this.#writeMissing();
    const { insert, prune } = this.#database.statements;
    const number = insert.run(id, created, status, model, JSON.stringify(request));
    prune.run(number - this.#keep);
  }

  /**
   * Replaces status, result and error. Does nothing where the id is unknown.
   *
   * @throws {RstarError} `storage_failed`; {@linkcode get} and {@linkcode list} know of it all the same
   */
  update(
    id: string,
    { status, result = null, error = null }:
      & Pick<SolveRecord, "status">
      & Partial<Pick<SolveRecord, "result" | "error">>,
  ): void {
    this.#unwritten.set(id, { status, result, error });
    this.#writeMissing();
  }

  /**
   * Adds a line to the trace of a search. Does nothing where the id is unknown.
   *
   * @throws {RstarError} `storage_failed`
   */
  append(id: string, line: TraceLine): void {
    this.#database.statements.append.run(id, JSON.stringify(line));
  }

  /** A record; null where the id is unknown or its row is damaged. */
  get(id: string): SolveRecord | null {
    const row = this.#database.statements.select.get(id);
    return row ? this.#recordOf(row) : null;
  }

  /** The trace so far, in order, up to a damaged line; empty where the id is unknown. */
  trace(id: string): TraceLine[] {
    const lines: TraceLine[] = [];
    for (const { line } of this.#database.statements.trace.all(id)) {
      const parsed = parsedOrNull(line);
      if (!isTraceLine(parsed)) {
        log.warn("Line {number} of the trace of search {id} is damaged", { number: lines.length + 1, id });
        break;
      }
      lines.push(parsed);
    }
    return lines;
  }

  /**
   * The latest searches, the newest first.
   *
   * @param page `limit` records at most; `before` is the id of the last record of the previous page
   */
  list({ limit, before }: { readonly limit: number; readonly before?: string }): SolveRecord[] {
    const { select, page } = this.#database.statements;
    const first = before === undefined ? undefined : select.get(before);
    if (before !== undefined && first === undefined) return [];
    const records: SolveRecord[] = [];
    for (let from = first ? Number(first.number) : Number.MAX_SAFE_INTEGER; records.length < limit;) {
      const rows = page.all(from, limit - records.length);
      records.push(...rows.map((row) => this.#recordOf(row)).filter((record) => record !== null));
      const last = Number(rows.at(-1)?.number);
      if (!(last < from)) break; // no rows, or a damaged file whose rows do not count down
      from = last;
    }
    return records;
  }

  /** Closes the file and releases its lock. */
  [Symbol.dispose](): void {
    try {
      this.#writeMissing();
    } catch { /* those searches will be interrupted ones */ }
    this.#database[Symbol.dispose]();
  }

  #writeMissing(): void {
    for (const [id, { status, result, error }] of this.#unwritten) {
      this.#database.statements.update.run(
        status,
        result && JSON.stringify(result),
        error && JSON.stringify(error),
        id,
      );
      this.#unwritten.delete(id);
    }
  }

  #recordOf(row: Record<string, unknown>): SolveRecord | null {
    const id = String(row.id);
    const request = parsedOrNull<SolveRecord["request"]>(row.request);
    const stored = row.result === null ? null : parsedOrNull<NonNullable<SolveRecord["result"]>>(row.result);
    const result = stored && solveResultOf(stored);
    const error = row.error === null ? null : parsedOrNull<NonNullable<SolveRecord["error"]>>(row.error);
    if (!request || (row.result !== null && !result) || (row.error !== null && !error)) {
      log.warn("The row of search {id} is damaged", { id });
      return null;
    }
    const status = row.status as SolveStatus;
    const [created, model] = [String(row.created), String(row.model)];
    return {
      id,
      created,
      status,
      model,
      request,
      result,
      error,
      ...this.#unwritten.get(id),
    };
  }
}

/** The object that a column holds as JSON; null where it holds something else. */
function parsedOrNull<Value extends object = object>(text: unknown): Value | null {
  try {
    const value = JSON.parse(String(text));
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
