/**
 * What survives the process, in SQLite files that one process at a time has open.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { PRESETS } from "@rstar/core";
 * import { SqliteStore } from "@rstar/store";
 *
 * const path = `${await Deno.makeTempDir()}/store.sqlite`;
 * const init = { question: "What is 6 * 7?", options: PRESETS.paper, reward: "ground-truth", seed: 1 } as const;
 * {
 *   using store = new SqliteStore(path);
 *   store.journal(1).append({ type: "tree", problem: { id: "p", question: init.question }, tree: 0, init });
 * }
 * using store = new SqliteStore(path);
 * assert.equal(store.journal(1).read("p").length, 1);
 * ```
 *
 * @module
 */

// The store of a run of self-evolution: its journals, plans and machine time.
export { SqliteStore } from "./sqlite_store.ts";

// The file underneath, for stores of other packages.
export { type DatabaseOptions, type OpenDatabase, openDatabase, type Row, type Statement } from "./open_database.ts";
