/**
 * A context of llama.cpp: decodes batches of tokens over sequences that it keeps in a KV cache.
 *
 * @module
 */
import { PolicyError } from "@rstar/core";
import { checkContextOptions, type ContextOptions, contextParams, totalCells } from "./context_options.ts";
import type { LlamaModel } from "./model.ts";
import { NativeBatch } from "./native_batch.ts";
import type { TokenBatch } from "./token_batch.ts";

/**
 * Computes logits, and keeps the keys and values of the tokens it has read, in up to 256 sequences.
 *
 * One decode at a time. Whatever would end the process inside llama.cpp is checked here first.
 */
export class LlamaContext implements Disposable {
  /** Not owned: dispose it after the context. */
  readonly model: LlamaModel;
  /** Tokens that fit: for each sequence if `streams`, for all together if `unified`. */
  readonly contextTokens: number;
  /** Sequences are numbered from 0 up to this. */
  readonly sequences: number;
  /** Most tokens in one decode. */
  readonly batchTokens: number;
  /** See {@linkcode ContextOptions.kv}. */
  readonly kv: "streams" | "unified";
  readonly #call: "nonblocking" | "blocking";
  readonly #vocabularySize: number;
  readonly #natives = new WeakMap<TokenBatch, NativeBatch>();
  readonly #threadpool: { free(): void } | undefined;
  #pointer: Deno.PointerValue;
  #memory: Deno.PointerValue = null;
  #rows = 0;
  #logits: ArrayBuffer | undefined;
  #busy = false;

  /**
   * Allocates the KV cache and, with more than one thread, a pool of threads.
   *
   * @throws {RangeError} when an option is out of range
   * @throws {PolicyError} `context_exceeded` when the KV cache does not fit in memory; `engine_failed` when llama.cpp refuses
   */
  constructor(model: LlamaModel, options: ContextOptions) {
    checkContextOptions(model, options);
    this.model = model;
    this.kv = options.kv;
    this.sequences = options.sequences;
    this.batchTokens = options.batchTokens;
    this.#call = options.call ?? "nonblocking";
    this.#vocabularySize = model.vocabulary.size;
    const llama = model.library.unsafeSymbols;
    const params = contextParams(model, options);
    const { value, messages } = model.library.captureLog(() =>
      llama.llama_init_from_model(model.unsafePointer, params)
    );
    if (!value) {
      const reason = messages.at(-1)?.replace(/^[\w:~]+: /, "") ?? "llama.cpp gives no reason";
      throw new PolicyError("engine_failed", `Cannot make a context of ${totalCells(options)} tokens: ${reason}`);
    }
    this.#pointer = value;
    this.#memory = llama.llama_get_memory(value);
    this.contextTokens = llama.llama_n_ctx_seq(value);
    if (options.threads > 1) {
      const pool = model.library.unsafeNewThreadpool(options.threads);
      if (pool) llama.llama_attach_threadpool(value, pool.pointer, pool.pointer);
      this.#threadpool = pool;
    }
  }

  /**
   * Reads the tokens of `batch` and computes the logits after those flagged in `outputs`, one row each, in their order.
   *
   * @returns `ok`, or `no-cells` where the cache has no room: then nothing was read; remove sequences or halve the batch
   * @throws {RangeError} when the batch is empty, too long, or names a token or sequence that does not exist
   * @throws {PolicyError} `engine_failed` when positions are not consecutive or llama.cpp fails; `engine_failed` while a decode runs
   */
  async decode(batch: TokenBatch): Promise<"ok" | "no-cells"> {
    const pointer = this.#idle("decode");
    const rows = this.#checkBatch(batch);
    let native = this.#natives.get(batch);
    if (!native) this.#natives.set(batch, native = new NativeBatch(batch));
    const struct = native.refresh();
    const llama = this.model.library.unsafeSymbols;
    this.#logits = undefined;
    this.#rows = 0;
    let code: number;
    if (this.#call === "blocking") {
      code = llama.llama_decode(pointer, struct);
    } else {
      this.#busy = true;
      try {
        code = await llama.llama_decode_nonblocking(pointer, struct);
      } finally {
        this.#busy = false;
      }
    }
    if (code === 1) return "no-cells";
    if (code !== 0) {
      const reason = code === -1 ? "positions are not consecutive in a sequence" : "llama.cpp failed";
      throw new PolicyError("engine_failed", `Cannot decode ${batch.length} tokens as ${reason}: code ${code}`);
    }
    this.#rows = rows;
    return "ok";
  }

  /**
   * The logits after the `row`-th flagged token of the last decode, from 0: one number a token of the vocabulary. A view of
   * the library's memory, valid until the next decode or the context's disposal. Copy what must outlive it.
   *
   * @throws {RangeError} when the last decode has no such row
   */
  logits(row: number): Float32Array {
    const pointer = this.#idle("read logits");
    if (!Number.isInteger(row) || row < 0 || row >= this.#rows) {
      throw new RangeError(`Cannot read row ${row} of the logits as the last decode computed ${this.#rows} rows`);
    }
    const size = this.#vocabularySize;
    this.#logits ??= this.#viewLogits(pointer, 4 * size * this.#rows);
    return new Float32Array(this.#logits, 4 * size * row, size);
  }

  #viewLogits(pointer: Deno.PointerObject, bytes: number): ArrayBuffer {
    const logits = this.model.library.unsafeSymbols.llama_get_logits(pointer);
    if (!logits) throw new PolicyError("engine_failed", "Cannot read logits as llama.cpp has none for the last decode");
    return Deno.UnsafePointerView.getArrayBuffer(logits, bytes);
  }

  /**
   * Replaces sequence `to` by a copy of sequence `from`.
   *
   * @throws {RangeError} when either does not exist
   */
  copySequence(from: number, to: number): void {
    this.#idle("copy a sequence");
    this.#checkSequence(from);
    this.#checkSequence(to);
    if (from === to) return;
    const llama = this.model.library.unsafeSymbols;
    // Copying into a sequence that is not empty would merge the two.
    llama.llama_memory_seq_rm(this.#memory, to, -1, -1);
    llama.llama_memory_seq_cp(this.#memory, from, to, -1, -1);
  }

  /**
   * Removes the tokens of a sequence from `fromPosition` on. Default 0: all of it.
   *
   * @throws {RangeError} when the sequence does not exist or the position is no natural number
   */
  removeSequence(sequence: number, fromPosition: number = 0): void {
    this.#idle("remove a sequence");
    this.#checkSequence(sequence);
    if (!Number.isInteger(fromPosition) || fromPosition < 0 || fromPosition >= 2 ** 31) {
      throw new RangeError(`Cannot cut sequence ${sequence} at position ${fromPosition} as it is not a natural number`);
    }
    this.model.library.unsafeSymbols.llama_memory_seq_rm(this.#memory, sequence, fromPosition, -1);
  }

  /**
   * How many tokens a sequence holds.
   *
   * @throws {RangeError} when the sequence does not exist
   */
  sequenceLength(sequence: number): number {
    this.#idle("read a sequence's length");
    this.#checkSequence(sequence);
    return this.model.library.unsafeSymbols.llama_memory_seq_pos_max(this.#memory, sequence) + 1;
  }

  /** Frees the context. No decode may be running. */
  [Symbol.dispose](): void {
    if (!this.#pointer) return;
    this.#idle("dispose a context");
    this.model.library.unsafeSymbols.llama_free(this.#pointer);
    this.#threadpool?.free();
    this.#pointer = this.#memory = null;
    this.#logits = undefined;
    this.#rows = 0;
  }

  #idle(action: string): Deno.PointerObject {
    if (this.#busy) throw new PolicyError("engine_failed", `Cannot ${action} as the context is computing a decode`);
    if (!this.#pointer) throw new PolicyError("engine_failed", `Cannot ${action} as the context was disposed`);
    return this.#pointer;
  }

  #checkSequence(sequence: number): void {
    if (Number.isInteger(sequence) && sequence >= 0 && sequence < this.sequences) return;
    throw new RangeError(`Cannot use sequence ${sequence} as the context has sequences 0 to ${this.sequences - 1}`);
  }

  /** Returns the number of flagged tokens. */
  #checkBatch(batch: TokenBatch): number {
    const { length, tokens, sequences, outputs } = batch;
    if (!Number.isInteger(length) || length < 1 || length > this.batchTokens || length > tokens.length) {
      const limit = Math.min(this.batchTokens, tokens.length);
      throw new RangeError(`Cannot decode a batch of ${length} tokens as it must have 1 to ${limit}`);
    }
    let rows = 0;
    for (let i = 0; i < length; i++) {
      const token = tokens[i], sequence = sequences[i];
      if (token < 0 || token >= this.#vocabularySize) {
        throw new RangeError(
          `Cannot decode token ${token} as the vocabulary has tokens 0 to ${this.#vocabularySize - 1}`,
        );
      }
      if (sequence < 0 || sequence >= this.sequences) this.#checkSequence(sequence);
      if (outputs[i] !== 0) rows++;
    }
    return rows;
  }
}
