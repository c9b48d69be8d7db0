/**
 * How a model's engine runs by default: by the size of the model, the memory at hand, and what will be asked of it.
 *
 * @module
 */
import type { EngineModelOptions } from "./engine/engine_port.ts";
import type { GgufHeader } from "./llama/gguf.ts";

/** A model whose file is smaller waits for the programs of its steps as long as they wait for it. */
export const LARGE_MODEL_BYTES = 200e6;
/** Sequences that one question's search can use; more would only take memory. */
const SEQUENCES_FOR_ONE = 24;
/** Cells of the pool for one question, and for many: as many as their chains have tokens, and a few prefixes. */
const CELLS = { one: 8_192, many: 32_768 };
/** No pool is smaller: a chain of the longest prompt must fit. */
const MIN_CELLS = 4_096;
/** Of the memory that is left when the weights are loaded, this share is for keys and values. */
const CELLS_SHARE = 0.5;
/** Bytes of a key or a value, f16. */
const VALUE_BYTES = 2;

/** What the defaults follow from besides the model. */
export interface EngineSituation {
  /** Problems that will be searched. */
  readonly questions: number;
  /** Default: of this machine. */
  readonly processors?: number;
  /** Memory that can be had, in bytes. Default: of this machine, now. */
  readonly availableBytes?: number;
}

/**
 * The defaults of a model. A small one leaves half of the processors to the programs; beside a large one these need hardly any.
 * The pool of keys and values of a large one is as large as its questions need, and as the memory allows.
 */
export function engineDefaults(header: GgufHeader, situation: EngineSituation): EngineModelOptions {
  const { questions, processors = navigator.hardwareConcurrency } = situation;
  const { availableBytes = Deno.systemMemoryInfo().available } = situation;
  const sequences = questions === 1 ? { sequences: SEQUENCES_FOR_ONE } : {};
  if (header.fileBytes < LARGE_MODEL_BYTES) return { threads: Math.max(1, processors >> 1), ...sequences };
  const wanted = questions === 1 ? CELLS.one : CELLS.many;
  const room = Math.floor((availableBytes - header.fileBytes) * CELLS_SHARE / cellBytes(header));
  return { threads: processors, ...sequences, cells: Math.max(MIN_CELLS, Math.min(wanted, room)) };
}

/** Bytes of the keys and values of one token. */
export function cellBytes({ metadata }: Pick<GgufHeader, "metadata">): number {
  const name = metadata.get("general.architecture");
  const number = (key: string): number | undefined => {
    const value = metadata.get(`${name}.${key}`);
    return typeof value === "number" ? value : undefined;
  };
  const layers = number("block_count") ?? 1, heads = number("attention.head_count") ?? 1;
  const width = (number("embedding_length") ?? 1) / heads;
  const values = (number("attention.key_length") ?? width) + (number("attention.value_length") ?? width);
  return layers * (number("attention.head_count_kv") ?? heads) * values * VALUE_BYTES;
}
