/**
 * A batch of tokens as the C struct that `llama_decode` reads.
 *
 * @module
 */
import { OFFSETS, SIZES } from "../library/structs.ts";
import type { TokenBatch } from "./token_batch.ts";

/** `struct llama_batch` over the arrays of a batch. It holds their addresses, so it also keeps the arrays referenced. */
export class NativeBatch {
  readonly #struct = new Uint8Array(new ArrayBuffer(SIZES.batch));
  readonly #view = new DataView(this.#struct.buffer);
  readonly #batch: TokenBatch;
  /** `n_seq_id`: each token belongs to one sequence. */
  readonly #counts: Int32Array<ArrayBuffer>;
  /** `seq_id`: for each token the address of its sequence number. */
  readonly #addresses: BigUint64Array<ArrayBuffer>;

  /** @throws {RangeError} when the batch's arrays differ in length */
  constructor(batch: TokenBatch) {
    const capacity = batch.tokens.length;
    for (const array of [batch.positions, batch.sequences, batch.outputs]) {
      if (array.length === capacity) continue;
      throw new RangeError(`Cannot decode a batch as its arrays hold ${capacity} and ${array.length} elements`);
    }
    this.#batch = batch;
    this.#counts = new Int32Array(new ArrayBuffer(4 * capacity)).fill(1);
    this.#addresses = new BigUint64Array(new ArrayBuffer(8 * capacity));
    const first = address(batch.sequences);
    for (let i = 0; i < capacity; i++) this.#addresses[i] = first + BigInt(4 * i);
    const set = (offset: number, value: bigint) => this.#view.setBigUint64(offset, value, true);
    set(OFFSETS.batch.tokens, address(batch.tokens));
    set(OFFSETS.batch.embeddings, 0n);
    set(OFFSETS.batch.positions, address(batch.positions));
    set(OFFSETS.batch.sequenceCounts, address(this.#counts));
    set(OFFSETS.batch.sequences, address(this.#addresses));
    set(OFFSETS.batch.outputs, address(batch.outputs));
  }

  /** The struct, with the current length of the batch written into it. */
  refresh(): Uint8Array<ArrayBuffer> {
    this.#view.setInt32(OFFSETS.batch.length, this.#batch.length, true);
    return this.#struct;
  }
}

function address(array: BufferSource): bigint {
  return Deno.UnsafePointer.value(Deno.UnsafePointer.of(array as Uint8Array<ArrayBuffer>));
}
