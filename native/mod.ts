/**
 * Language models in GGUF files, run by llama.cpp through FFI: a policy and a PPM whose requests share batches.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { openModel } from "@rstar/native";
 *
 * await using model = await openModel("models/rstar-tiny");
 * const question = "Let f(x) = 3*x + 2. What is f(4)?";
 * const [step] = await model.policy.propose({
 *   prefix: { question, solution: "" },
 *   seeds: [1], // one candidate a seed
 *   temperature: 0,
 *   stop: ["<end_of_step>"],
 *   maxTokens: 80,
 * });
 * assert.ok(step.text.startsWith("<code>") && step.text.endsWith("<end_of_step>"));
 * const [score] = await model.ppm!.score([{ question, solution: step.text }]);
 * assert.ok(score > -1 && score < 1);
 * ```
 *
 * Sub-paths: `/engine` is the engine in this process, `/library` llama.cpp's shared libraries and what they compute on,
 * `/llama` models and contexts, `/sampling` the sampler, `/testing` tiny random models.
 *
 * @module
 */

// Opens a model: finds it by name, loads its policy and its PPM into an engine, and ends the engine with it.
export { openModel, openPpm } from "./open_model.ts";
export type { OpenModel, OpenModelOptions, OpenPpm } from "./open_model.ts";
export { cellBytes, engineDefaults, type EngineSituation } from "./engine_defaults.ts";
export type { GgufArray, GgufHeader, GgufTensor, GgufValue } from "./llama/gguf.ts";

// What a model's folder says of it.
export { findModel } from "./model_source.ts";
export type { ModelSource } from "./model_source.ts";
export { manifestSchema, type ModelManifest } from "./model_manifest.ts";

// Policy and PPM over an engine that has loaded their models.
export { type LlamaModelRef, LlamaPolicy } from "./llama_policy.ts";
export { LlamaPpm, type LlamaPpmOptions } from "./llama_ppm.ts";

// The engine in a process of its own, and what an engine can be asked.
export { EngineClient, type EngineClientOptions } from "./process/engine_client.ts";
export type {
  CallOptions,
  CountRequest,
  EngineModelOptions,
  EnginePort,
  EngineStats,
  GenerateRequest,
  ModelInfo,
  ModelStats,
  ScoreRequest,
} from "./engine/engine_port.ts";
export type { KvLayout } from "./llama/context_options.ts";
export type { AcceleratorWish } from "./library/accelerator.ts";
export type { Accelerator } from "./library/packages.ts";
