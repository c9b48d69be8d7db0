/**
 * Models behind OpenAI-compatible servers: a policy that asks one, and the launcher of one that runs beside us.
 *
 * @module
 */
export { OpenAiPolicy, type OpenAiPolicyOptions } from "./openai_policy.ts";
export type { OpenAiServerOptions } from "./http.ts";
export { type PolicyServer, type PolicyServerOptions, startPolicyServer } from "./policy_server.ts";
