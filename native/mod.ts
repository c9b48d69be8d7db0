/**
 * llama.cpp for Deno: models, a batching engine, a policy and a PPM.
 *
 * @module
 */
export {};
