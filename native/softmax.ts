import { BLOCK, softmaxKernel } from "./softmax_kernel.ts";

const BYTES_A_NUMBER = 4;
const ROWS = 3;
const PAGE_BYTES = 65_536;
/** Of 1 / temperature: at less than 1e-30 only the likeliest tokens are left anyway. */
const MAX_INVERSE = 1e30;

/** The softmax of one row of logits at a time, at any temperature; its memory is used again for the next row. */
export class Softmax {
  readonly #kernel = softmaxKernel();
  #logits: Float32Array = new Float32Array(0);
  #weights: Float32Array = new Float32Array(0);
  #sums: Float32Array = new Float32Array(0);
  #size = 0;
  #bytes = 0;

  /**
   * Takes a row: a copy of it.
   *
   * @returns its greatest logit, leaving out NaN; -∞ where there is none
   */
  load(logits: Float32Array): number {
    if (logits.length !== this.#size || this.#bytes === 0) this.#resize(logits.length);
    this.#logits.set(logits);
    return this.#kernel.greatest(this.#bytes);
  }

  /**
   * Computes the weight e^((logit - greatest) / temperature) of each token.
   *
   * @returns their sum: at least 1, as the greatest logit has weight 1; NaN where a logit is NaN or all are infinite
   */
  weigh(greatest: number, temperature: number): number {
    this.#kernel.weigh(this.#bytes, greatest, Math.min(1 / temperature, MAX_INVERSE));
    return this.#sums.reduce((sum, block) => sum + block, 0);
  }

  /** The weights, one a token: a view that is valid until the next row is taken. */
  get weights(): Float32Array {
    return this.#weights;
  }

  /** The token at which the sum of the weights so far passes `mass`; never one of weight 0. */
  find(mass: number): number {
    let block = 0;
    while (block < this.#sums.length - 1 && mass >= this.#sums[block]) mass -= this.#sums[block++];
    let found = -1;
    for (let token = block * BLOCK; token < Math.min((block + 1) * BLOCK, this.#size); token++) {
      if (this.#weights[token] === 0) continue;
      found = token;
      mass -= this.#weights[token];
      if (mass < 0) return token;
    }
    if (found >= 0) return found;
    return this.#weights.subarray(0, block * BLOCK).findLastIndex((weight) => weight > 0);
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
