/**
 * The server: searches over HTTP, an OpenAI-compatible API, and a page that shows the trees grow.
 *
 * An app answers requests from the state that it is given; {@linkcode listen} puts it behind a socket. Sub-paths:
 * `@rstar/server/solve` (the queue, records and events of searches), `/page-html` (a trace as one HTML file) and
 * `/testing`.
 *
 * @example Without a socket and without a model: what needs the model is answered with 503 until it is loaded.
 * ```ts
 * import assert from "node:assert/strict";
 * import { createApp, Metrics, ServerState, SolveStore } from "@rstar/server";
 *
 * using store = new SolveStore(":memory:");
 * const state = new ServerState(store); // `state.ready(service, check)` once the model is loaded
 * const app = createApp(state, { metrics: new Metrics(), keys: ["secret"] });
 *
 * const headers = { authorization: "Bearer secret" };
 * assert.equal((await app.request("/v1/solves")).status, 401);
 * assert.deepEqual(await (await app.request("/v1/solves", { headers })).json(), { data: [], has_more: false });
 * const health = await app.request("/health");
 * assert.deepEqual([health.status, health.headers.get("retry-after")], [503, "1"]);
 * ```
 *
 * @module
 */

// The app: all routes, on the state of a server.
export { type App, type AppOptions, createApp } from "./app.ts";
export { ServerState } from "./server_state.ts";
export { Metrics } from "./metrics.ts";
export { REASONING_FORMS, type ReasoningForm } from "./chat/chat_request.ts";

// The searches: a queue that runs them, a store that keeps them.
export { SOLVE_LIMITS, SolveService, type SolveServiceOptions, SolveStore } from "./solve/mod.ts";

// The socket, and the names it is reached by.
export { hostName, isLocalHost } from "./hosts.ts";
export { listen, type Listener } from "./listen.ts";
