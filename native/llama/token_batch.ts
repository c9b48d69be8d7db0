/**
 * The tokens of one decode, as arrays that are filled again for the next.
 *
 * @module
 */

/** Tokens for one decode, of one sequence or of many. The arrays have the same length, of which the first `length` count. */
export interface TokenBatch {
  /** Numbers of the vocabulary. */
  readonly tokens: Int32Array<ArrayBuffer>;
  /** Position of each token in its sequence, from 0; consecutive within a sequence. */
  readonly positions: Int32Array<ArrayBuffer>;
  /** The sequence of each token. */
  readonly sequences: Int32Array<ArrayBuffer>;
  /** 1 where logits are wanted, else 0. */
  readonly outputs: Uint8Array<ArrayBuffer>;
  /** How many tokens it holds now. */
  length: number;
}

/**
 * An empty batch. Make one and refill it: a context keeps the C struct of each batch it has decoded.
 *
 * @param capacity tokens it can hold, at least 1
 */
export function createTokenBatch(capacity: number): TokenBatch {
  // Explicit buffers live outside V8's heap, where the garbage collector never moves them: C holds their addresses.
  const ints = () => new Int32Array(new ArrayBuffer(4 * capacity));
  return {
    tokens: ints(),
    positions: ints(),
    sequences: ints(),
    outputs: new Uint8Array(new ArrayBuffer(capacity)),
    length: 0,
  };
}

/**
 * Appends a token to a batch.
 *
 * @returns its index in the batch
 * @throws {RangeError} when the batch is full
 */
export function addToken(
  batch: TokenBatch,
  entry: { readonly token: number; readonly position: number; readonly sequence: number; readonly output: boolean },
): number {
  const index = batch.length;
  if (index >= batch.tokens.length) {
    throw new RangeError(`Cannot add a token as the batch is full: it holds ${batch.tokens.length}`);
  }
  batch.tokens[index] = entry.token;
  batch.positions[index] = entry.position;
  batch.sequences[index] = entry.sequence;
  batch.outputs[index] = entry.output ? 1 : 0;
  batch.length = index + 1;
  return index;
}
