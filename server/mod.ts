/**
 * The server: searches over HTTP, an OpenAI-compatible API, and a page that shows the tree grow.
 *
 * @module
 */
export * from "./app.ts";
export { REASONING_FORMS, type ReasoningForm } from "./chat/chat_request.ts";
export * from "./listen.ts";
export * from "./metrics.ts";
export * from "./page_bundle.ts";
export * from "./page_html.ts";
export * from "./server_state.ts";
export * from "./solve/solve_event.ts";
export * from "./solve/solve_record.ts";
export { SOLVE_LIMITS, type SolveLimits } from "./solve/solve_limits.ts";
export { type SolveRequest, solveRequestSchema } from "./solve/solve_request.ts";
export * from "./solve/solve_service.ts";
export * from "./solve/solve_store.ts";
