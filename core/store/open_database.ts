import { DatabaseSync } from "node:sqlite";
import { RstarError } from "../errors.ts";

/** How a database is opened. */
export interface DatabaseOptions {
  /** Statements that make the tables that are missing. */
  readonly schema: string;
  /** `FULL`: what is written survives the machine's end; `NORMAL`: the process's. */
  readonly synchronous: "FULL" | "NORMAL";
  /** Why it cannot be had while another process has it. */
  readonly busy: string;
}

/**
 * Opens a SQLite file for this process alone, and makes it where there is none. The lock goes with the process, however that ends.
 *
 * @throws {RstarError} `bad_request` when another process has it, or it is no such store
 */
export function openDatabase(path: string, { schema, synchronous, busy }: DatabaseOptions): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    database.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`);
    database.exec(`BEGIN IMMEDIATE; ${schema} COMMIT`);
    return database;
  } catch (cause) {
    database?.close();
    const { message } = cause as Error; // exec() tells no result code
    const reason = /database is locked/.test(message) ? busy : message;
    throw new RstarError("bad_request", `Cannot open the store ${path} as ${reason}`, { cause });
  }
}
