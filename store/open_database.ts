import { DatabaseSync, type StatementSync } from "node:sqlite";
import { RstarError } from "@rstar/core";

/** How a database is opened. */
export interface DatabaseOptions<Name extends string> {
  /** Statements that make the tables that are missing. */
  readonly schema: string;
  /** Statements that will be run, by name; they tell whether the tables are these. */
  readonly statements: Readonly<Record<Name, string>>;
  /** `FULL`: what is written survives the machine's end; `NORMAL`: the process's. */
  readonly synchronous: "FULL" | "NORMAL";
  /** Why it cannot be had while another process has it. */
  readonly busy: string;
}

/** A database that was opened. */
export interface OpenDatabase<Name extends string> {
  /** The database. */
  readonly database: DatabaseSync;
  /** Its statements, prepared. */
  readonly statements: Readonly<Record<Name, StatementSync>>;
}

/**
 * Opens a SQLite file for this process alone, and makes it where there is none. The lock goes with the process, however that ends.
 *
 * @throws {RstarError} `bad_request` when another process has it, or it is no such store
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
    const { message } = cause as Error; // exec() tells no result code
    const reason = /database is locked/.test(message) ? busy : message;
    throw new RstarError("bad_request", `Cannot open the store ${path} as ${reason}`, { cause });
  }
}
