/**
 * llama.cpp's objects: models, their vocabularies, and contexts that decode batches of tokens.
 *
 * @module
 */

// A model in memory and its vocabulary.
export { LlamaModel, type ModelOptions, type ModelShape } from "./model.ts";
export { Vocabulary } from "./vocabulary.ts";

// A context, its options, and the batches that it decodes.
export { LlamaContext } from "./context.ts";
export type { ContextOptions, KvLayout } from "./context_options.ts";
export { addToken, createTokenBatch, type TokenBatch } from "./token_batch.ts";

// The header of a GGUF file, read without llama.cpp.
export { type GgufArray, type GgufHeader, type GgufTensor, type GgufValue, readGgufHeader } from "./gguf.ts";
