/**
 * The options of a context: what they mean, what is checked before llama.cpp sees them, and the C struct that they become.
 *
 * @module
 */
import { PolicyError } from "@rstar/core";
import type { LlamaModel } from "./model.ts";
import { GGML_TYPE, OFFSETS } from "../library/structs.ts";

/** How the KV cache is laid out: see {@linkcode ContextOptions.kv}. */
export type KvLayout = "streams" | "unified";

/** Number of weights from which on reading them costs more than attention over the cells of other sequences. */
const UNIFIED_PARAMETERS = 100e6;

/**
 * The layout that is faster for a model of so many weights.
 *
 * With streams, llama.cpp computes sequences that are not consecutive in pieces, and each piece reads all weights; in one
 * pool, every query scans the cells of all sequences. Large models also have large cells, of which a pool needs fewer.
 */
export function defaultKvLayout(parameters: number): KvLayout {
  return parameters < UNIFIED_PARAMETERS ? "streams" : "unified";
}

/** The shape of a context. */
export interface ContextOptions {
  /** Tokens that fit, for each sequence if `kv` is `streams`, for all together if `unified`. Rounded up to a multiple of 256. */
  readonly contextTokens: number;
  /** How many sequences it holds, 1 to 256. */
  readonly sequences: number;
  /** Most tokens in one decode, at least `sequences`. */
  readonly batchTokens: number;
  /**
   * How the KV cache is laid out. `unified`: one pool of cells, a copied sequence shares its cells, and attention scans every cell in
   * use. `streams`: each sequence has its own cells, a copy copies them.
   */
  readonly kv: KvLayout;
  /** Threads that compute, 1 to 512. More than one are faster only on cores that nothing else uses. */
  readonly threads: number;
  /** Whether attention is computed in one fused pass. On a CPU slower for models below some 100 M parameters, and less repeatable. */
  readonly flashAttention: boolean;
  /** Number format of keys and values. Default `f16`. */
  readonly kvType?: "f16" | "f32";
  /** How a decode is called: on another thread, which keeps timers and I/O alive, or synchronously. Default `nonblocking`. */
  readonly call?: "nonblocking" | "blocking";
}

const MAX_SEQUENCES = 256;
const CELL_GROUP = 256;
const UBATCH_TOKENS = 512;

/** Cells of the KV cache over all sequences. */
export function totalCells(options: ContextOptions): number {
  const cells = Math.ceil(options.contextTokens / CELL_GROUP) * CELL_GROUP;
  return options.kv === "streams" ? cells * options.sequences : cells;
}

/** Size of the KV cache in bytes. */
export function kvCacheBytes(model: LlamaModel, options: ContextOptions): number {
  return totalCells(options) * model.shape.layers * model.shape.kvWidth * (options.kvType === "f32" ? 4 : 2);
}

/**
 * Checks options that llama.cpp does not check, or only after a long time.
 *
 * @throws {RangeError} when one is out of range
 * @throws {PolicyError} `context_exceeded` when the KV cache does not fit in memory; `model_invalid` when the model has no weights
 */
export function checkContextOptions(model: LlamaModel, options: ContextOptions): void {
  const inRange = (name: keyof ContextOptions, range: { readonly min: number; readonly max: number }) => {
    const value = options[name];
    if (typeof value === "number" && Number.isInteger(value) && value >= range.min && value <= range.max) return;
    throw new RangeError(`Cannot make a context as ${name} must be from ${range.min} to ${range.max}: it is ${value}`);
  };
  inRange("contextTokens", { min: 1, max: 2 ** 31 - CELL_GROUP });
  inRange("sequences", { min: 1, max: MAX_SEQUENCES });
  inRange("batchTokens", { min: options.sequences, max: 2 ** 20 });
  inRange("threads", { min: 1, max: 512 });
  if (!model.hasWeights) {
    throw new PolicyError("model_invalid", `Cannot make a context as ${model.path} was loaded as a vocabulary only`);
  }
  const cells = totalCells(options);
  if (cells >= 2 ** 32) {
    throw new RangeError(`Cannot make a context of ${cells} tokens as llama.cpp counts to ${2 ** 32}`);
  }
  const bytes = kvCacheBytes(model, options);
  const gpus = model.library.devices.filter((device) => device.kind === "gpu");
  const available = Deno.systemMemoryInfo().available + gpus.reduce((sum, gpu) => sum + gpu.freeBytes, 0);
  if (bytes > available) {
    throw new PolicyError(
      "context_exceeded",
      `Cannot make a context of ${cells} tokens as its KV cache takes ${megabytes(bytes)} MB and ${
        megabytes(available)
      } MB are free`,
    );
  }
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}

/** The options as a `struct llama_context_params`, the library's defaults elsewhere. */
export function contextParams(model: LlamaModel, options: ContextOptions): Uint8Array<ArrayBuffer> {
  const params = model.library.unsafeSymbols.llama_context_default_params();
  const view = new DataView(params.buffer, params.byteOffset, params.byteLength);
  const at = OFFSETS.contextParams;
  view.setUint32(at.contextTokens, totalCells(options), true);
  view.setUint32(at.batchTokens, options.batchTokens, true);
  view.setUint32(at.ubatchTokens, Math.min(options.batchTokens, UBATCH_TOKENS), true);
  view.setUint32(at.sequences, options.sequences, true);
  view.setInt32(at.threads, options.threads, true);
  view.setInt32(at.threadsBatch, options.threads, true);
  view.setInt32(at.flashAttention, options.flashAttention ? 1 : 0, true);
  const type = GGML_TYPE[options.kvType ?? "f16"];
  view.setInt32(at.typeK, type, true);
  view.setInt32(at.typeV, type, true);
  view.setUint8(at.kvUnified, options.kv === "unified" ? 1 : 0);
  return params;
}
