/**
 * Policies behind OpenAI-compatible servers such as vLLM and llama-server: a client, and a launcher of local servers.
 *
 * ```ts ignore
 * import { OpenAiPolicy, startPolicyServer } from "@rstar/openai";
 *
 * const url = "http://localhost:8000/v1";
 * const command = ["vllm", "serve", "{model}", "--port", "8000"];
 * await using _server = await startPolicyServer({ command, model: "Qwen/Qwen2.5-Math-7B", url });
 * const policy = await OpenAiPolicy.connect({ url });
 * const steps = await policy.propose({
 *   prefix: { question: "Is 91 prime?", solution: "" },
 *   seeds: [1, 2, 3, 4], // one candidate a seed
 *   temperature: 0.7,
 *   stop: ["<end_of_step>"],
 *   maxTokens: 256,
 * });
 * ```
 *
 * @module
 */

// A policy at a server that runs somewhere.
export { OpenAiPolicy, type OpenAiPolicyOptions } from "./openai_policy.ts";
export type { OpenAiServerOptions } from "./http.ts";

// A server that is started here, ready when the promise resolves, and ended when disposed.
export { type PolicyServer, type PolicyServerOptions, startPolicyServer } from "./policy_server.ts";
