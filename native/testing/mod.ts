/**
 * Tiny random models for tests and benchmarks.
 *
 * @module
 */
export { type MetadataValue, type TensorData } from "./gguf_writer.ts";
export { SCORE_TOKEN_KEY, TINY_MARKERS, tinyGguf, type TinyGgufOptions, writeTinyGguf } from "./tiny_gguf.ts";
