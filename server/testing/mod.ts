/**
 * Servers for tests and measurements: one in this process on fakes, and `serve` in a process of its own.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { SUM, TestServer } from "@rstar/server/testing";
 *
 * using server = new TestServer();
 * const response = await server.fetch("/v1/solve", { body: { question: SUM } });
 * assert.equal((await response.json()).result.answer, "21");
 * ```
 *
 * @module
 */

// In this process, on fakes: by `fetch` alone, or behind a socket.
export {
  endlessPorts,
  eventsOf,
  type ListeningServer,
  listeningServer,
  SUM,
  TestServer,
  type TestServerOptions,
} from "./running_server.ts";

// In a process of its own, with a model.
export { type ServeProcess, serveProcess } from "./serve_process.ts";
