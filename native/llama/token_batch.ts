/** Tokens for one decode, of one sequence or of many. The arrays have one capacity; the first `length` elements count. */
export interface TokenBatch {
  /** Token numbers. */
  readonly tokens: Int32Array<ArrayBuffer>;
  /** Where each stands in its sequence, from 0; consecutive within a sequence. */
  readonly positions: Int32Array<ArrayBuffer>;
  /** The sequence of each. */
  readonly sequences: Int32Array<ArrayBuffer>;
  /** 1 where logits are wanted, else 0. */
  readonly outputs: Uint8Array<ArrayBuffer>;
  /** Number of tokens. */
  length: number;
}

/**
 * An empty batch. Make one and refill it: a context keeps the native form of each batch it has seen.
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
 * Adds a token to the end of a batch.
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
