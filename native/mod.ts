/**
 * llama.cpp for Deno: models, a batching engine in a process of its own, a policy and a PPM.
 *
 * @module
 */
export * from "./accelerator.ts";
export * from "./context.ts";
export * from "./engine.ts";
export * from "./engine_client.ts";
export * from "./engine_types.ts";
export * from "./gguf.ts";
export type * from "./kv_layout.ts";
export * from "./library.ts";
export * from "./library_package.ts";
export * from "./llama_ffi.ts";
export * from "./llama_policy.ts";
export * from "./llama_ppm.ts";
export * from "./model.ts";
export * from "./model_manifest.ts";
export * from "./model_source.ts";
export * from "./open_model.ts";
export type { OpenAiServerOptions } from "./openai_http.ts";
export * from "./openai_policy.ts";
export * from "./sampler.ts";
export * from "./search_defaults.ts";
export * from "./template.ts";
export * from "./vocabulary.ts";
