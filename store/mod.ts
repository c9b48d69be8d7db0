/**
 * What a run keeps while it goes on.
 *
 * @module
 */
export * from "./open_database.ts";
export * from "./sqlite_store.ts";
