/**
 * What tests and benchmarks of other packages need: a tiny random model.
 *
 * @module
 */
export * from "./gguf_writer.ts";
export * from "./tiny_gguf.ts";
