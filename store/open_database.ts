/**
 * Opens a SQLite file for one process at a time.
 *
 * @module
 */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { RstarError } from "@rstar/core";

/** Options of {@linkcode openDatabase}. */
export interface DatabaseOptions<Name extends string> {
  /** SQL that makes the missing tables, each statement ending in a semicolon. */
  readonly schema: string;
  /** SQL by name; preparing it fails where the tables are others. */
  readonly statements: Readonly<Record<Name, string>>;
  /** `FULL`: what is written survives a power failure; `NORMAL`: the end of the process. */
  readonly synchronous: "FULL" | "NORMAL";
  /** The reason in the error's message while another process holds the file. */
  readonly busy: string;
}

/** What {@linkcode openDatabase} returns; close `database` to free the file. */
export interface OpenDatabase<Name extends string> {
  /** Holds the file's lock until it is closed. */
  readonly database: DatabaseSync;
  /** The prepared statements, by name. */
  readonly statements: Readonly<Record<Name, StatementSync>>;
}

/**
 * Opens a SQLite file for this process alone, and makes it where there is none. The kernel frees the lock of a dead process.
 *
 * @throws {RstarError} `bad_request` when another process holds it, it is no database, or its tables are others
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
    const prepared = Object.entries<string>(statements).map(([name, sql]) => [name, database!.prepare(sql)] as const);
    return { database, statements: Object.fromEntries(prepared) as Record<Name, StatementSync> };
  } catch (cause) {
    database?.close();
    const { message } = cause as Error; // errors of exec() carry no result code
    const reason = /database is locked/.test(message) ? busy : message;
    throw new RstarError("bad_request", `Cannot open the store ${path} as ${reason}`, { cause });
  }
}
