/**
 * llama.cpp for Deno: models, a batching engine in a process of its own, a policy and a PPM.
 *
 * @module
 */
export * from "./library/accelerator.ts";
export * from "./llama/context.ts";
export * from "./engine/engine.ts";
export * from "./process/engine_client.ts";
export * from "./engine/engine_types.ts";
export * from "./llama/gguf.ts";
export type * from "./llama/kv_layout.ts";
export * from "./library/library.ts";
export * from "./library/library_package.ts";
export * from "./library/llama_ffi.ts";
export * from "./llama_policy.ts";
export * from "./llama_ppm.ts";
export * from "./llama/model.ts";
export * from "./model_manifest.ts";
export * from "./model_source.ts";
export * from "./open_model.ts";
export * from "./sampling/sampler.ts";
export * from "./llama/vocabulary.ts";
