/**
 * Opens a SQLite file for one process at a time.
 *
 * @module
 */
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from "node:sqlite";
import { RstarError } from "@rstar/core";
import { lockHolder } from "./lock_holder.ts";

/** Options of {@linkcode openDatabase}. */
export interface DatabaseOptions<Name extends string> {
  /** SQL that makes the missing tables, each statement ending in a semicolon. */
  readonly schema: string;
  /** SQL by name; preparing it fails where the tables are others. */
  readonly statements: Readonly<Record<Name, string>>;
  /** `FULL`: what is written survives a power failure; `NORMAL`: the end of the process. */
  readonly synchronous: "FULL" | "NORMAL";
  /** The reason in the error's message while another process holds the file, whose number is added where it is known. */
  readonly busy: string;
}

/** A prepared statement. Each method throws `storage_failed` where the file cannot be read or written. */
export interface Statement {
  /** Executes it; the number of the row that it inserted. */
  run(...parameters: SQLInputValue[]): number;
  /** Its first row; undefined where there is none. For reading alone: what it wrote might fail unseen once the row is there. */
  get(...parameters: SQLInputValue[]): Row | undefined;
  /** All its rows. */
  all(...parameters: SQLInputValue[]): Row[];
}

/** Values by column. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** What {@linkcode openDatabase} returns. Dispose it to free the file. */
export interface OpenDatabase<Name extends string> extends Disposable {
  /** The prepared statements, by name. */
  readonly statements: Readonly<Record<Name, Statement>>;
}

/** What is wrong with the disk or the file, not with a statement: SQLite's primary result codes. */
const STORAGE_CODES = new Set([
  3, // SQLITE_PERM
  8, // SQLITE_READONLY
  10, // SQLITE_IOERR
  11, // SQLITE_CORRUPT
  13, // SQLITE_FULL
  14, // SQLITE_CANTOPEN
  26, // SQLITE_NOTADB
]);
/** An extended result code holds the primary one in its low byte. */
const PRIMARY_CODE = 0xff;

/**
 * Opens a SQLite file for this process alone, and makes it where there is none. The kernel frees the lock of a dead process.
 *
 * @throws {RstarError} `bad_request` when another process holds it, it is no database, its tables are others, or the disk is
 * full
 */
export function openDatabase<Name extends string>(
  path: string,
  { schema, statements, synchronous, busy }: DatabaseOptions<Name>,
): OpenDatabase<Name> {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    database.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`);
    database.exec(`BEGIN IMMEDIATE; ${schema} COMMIT`);
    const prepared = Object.entries<string>(statements).map(([name, sql]) => (
      [name, guarded(database!.prepare(sql), path)] as const
    ));
    return {
      statements: Object.fromEntries(prepared) as Record<Name, Statement>,
      [Symbol.dispose]: () => database!.close(),
    };
  } catch (cause) {
    database?.close();
    const { message } = cause as Error; // errors of exec() carry no result code
    const reason = /database is locked/.test(message) ? busyReason(path, busy) : message;
    throw new RstarError("bad_request", `Cannot open the store ${path} as ${reason}`, { cause });
  }
}

function busyReason(path: string, busy: string): string {
  const holder = lockHolder(path);
  return holder === null ? busy : `${busy}: process ${holder}`;
}

/** The primary result code of an error of a statement; 0 for other errors. */
export function resultCode(error: unknown): number {
  return ((error as { errcode?: number }).errcode ?? 0) & PRIMARY_CODE;
}

function guarded(statement: StatementSync, path: string): Statement {
  const guard = <Result>(use: () => Result): Result => {
    try {
      return use();
    } catch (cause) {
      if (!STORAGE_CODES.has(resultCode(cause))) throw cause;
      throw new RstarError("storage_failed", `Cannot use the store ${path} as ${(cause as Error).message}`, { cause });
    }
  };
  return {
    run: (...parameters) => guard(() => Number(statement.run(...parameters).lastInsertRowid)),
    get: (...parameters) => guard(() => statement.get(...parameters)),
    all: (...parameters) => guard(() => statement.all(...parameters)),
  };
}
