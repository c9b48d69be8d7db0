/**
 * The softmax of one row of logits at a time, in WebAssembly memory that is used again for the next row.
 *
 * @module
 */
import { BLOCK, softmaxKernel } from "./softmax_kernel.ts";

const BYTES_A_NUMBER = 4;
const ROWS = 3;
const PAGE_BYTES = 65_536;
/** Upper limit of the scale: at temperatures below 1e-30 only the likeliest tokens have any weight. */
const MAX_SCALE = 1e30;

/** Weights of a row of logits at any temperature: `load` a row, `sum` its weights, then `weigh` or `find`. */
export class Softmax {
  readonly #kernel = softmaxKernel();
  #logits: Float32Array = new Float32Array(0);
  #weights: Float32Array = new Float32Array(0);
  #sums: Float32Array = new Float32Array(0);
  #size = 0;
  #bytes = 0;
  #greatest = -Infinity;
  #scale = 0;
  /** The block whose weights `find` computed last, or -1: draws often fall into the same block. */
  #weighed = -1;

  /**
   * Copies a row into the memory of the kernel.
   *
   * @returns its greatest logit, ignoring NaN; -∞ where there is none
   */
  load(logits: Float32Array): number {
    if (logits.length !== this.#size || this.#bytes === 0) this.#resize(logits.length);
    this.#logits.set(logits);
    return this.#greatest = this.#kernel.greatest(this.#bytes);
  }

  /**
   * Sums the weights e^((logit - greatest) / temperature) of all tokens.
   *
   * @returns at least 1, as the greatest logit has weight 1; NaN where a logit is NaN or all are infinite
   */
  sum(temperature: number): number {
    this.#scale = Math.min(Math.LOG2E / temperature, MAX_SCALE);
    this.#weighed = -1;
    this.#kernel.sum(this.#bytes, this.#greatest, this.#scale);
    return this.#sums.reduce((sum, block) => sum + block, 0);
  }

  /** The weights at the temperature of the last `sum`, one a token: a view that is valid until the next `load`. */
  weigh(): Float32Array {
    this.#weighFrom(0, this.#bytes);
    return this.#weights;
  }

  /** The token at which the sum of weights exceeds `mass`, which is in [0, sum); never a token of weight 0. */
  find(mass: number): number {
    let block = 0;
    while (block < this.#sums.length - 1 && mass >= this.#sums[block]) mass -= this.#sums[block++];
    const [start, end] = [block * BLOCK, Math.min((block + 1) * BLOCK, this.#size)];
    if (block !== this.#weighed) this.#weighFrom(BYTES_A_NUMBER * start, BYTES_A_NUMBER * (block + 1) * BLOCK);
    this.#weighed = block;
    let found = -1;
    for (let token = start; token < end; token++) {
      if (this.#weights[token] === 0) continue;
      found = token;
      mass -= this.#weights[token];
      if (mass < 0) return token;
    }
    return found >= 0 ? found : this.weigh().subarray(0, start).findLastIndex((weight) => weight > 0);
  }

  #weighFrom(from: number, to: number): void {
    this.#kernel.weigh(this.#bytes, this.#greatest, this.#scale, from, to);
  }

  #resize(size: number): void {
    const padded = BLOCK * Math.max(1, Math.ceil(size / BLOCK));
    const { memory } = this.#kernel;
    const missing = ROWS * BYTES_A_NUMBER * padded - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    this.#size = size;
    this.#bytes = BYTES_A_NUMBER * padded;
    new Float32Array(memory.buffer, 0, padded).fill(-Infinity);
    this.#logits = new Float32Array(memory.buffer, 0, size);
    this.#weights = new Float32Array(memory.buffer, this.#bytes, size);
    this.#sums = new Float32Array(memory.buffer, 2 * this.#bytes, padded / BLOCK);
  }
}
