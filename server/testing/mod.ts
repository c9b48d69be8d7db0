/**
 * Servers for tests and measurements: one in this process on fakes, and `serve` in a process of its own.
 *
 * @module
 */
export * from "./running_server.ts";
export * from "./serve_process.ts";
