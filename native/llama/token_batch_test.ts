import assert from "node:assert/strict";
import { addToken, createTokenBatch } from "./token_batch.ts";

Deno.test("addToken() fills the arrays in order and returns the index", () => {
  const batch = createTokenBatch(2);
  assert.equal(addToken(batch, { token: 7, position: 3, sequence: 1, output: true }), 0);
  assert.equal(addToken(batch, { token: 8, position: 4, sequence: 1, output: false }), 1);
  assert.deepEqual(batch, {
    tokens: Int32Array.of(7, 8),
    positions: Int32Array.of(3, 4),
    sequences: Int32Array.of(1, 1),
    outputs: Uint8Array.of(1, 0),
    length: 2,
  });
});

Deno.test("addToken() throws when the batch is full, and works again when it was emptied", () => {
  const batch = createTokenBatch(1);
  addToken(batch, { token: 1, position: 0, sequence: 0, output: true });
  assert.throws(() => addToken(batch, { token: 2, position: 1, sequence: 0, output: true }), RangeError);
  batch.length = 0;
  assert.equal(addToken(batch, { token: 3, position: 0, sequence: 0, output: false }), 0);
  assert.deepEqual([batch.tokens[0], batch.outputs[0], batch.length], [3, 0, 1]);
});
