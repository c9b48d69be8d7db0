import assert from "node:assert/strict";
import { spread } from "./spread_labels.ts";

const BOUNDS = { gap: 10, low: 0, high: 100 };

Deno.test("spread() leaves labels alone that do not touch", () => {
  assert.deepEqual(spread([50, 0, 100], BOUNDS), [50, 0, 100]);
});

Deno.test("spread() moves labels apart and keeps their order", () => {
  assert.deepEqual(spread([52, 50, 50], BOUNDS), [70, 50, 60]);
});

Deno.test("spread() stays within the bounds", () => {
  assert.deepEqual(spread([99, 100, 98], BOUNDS), [90, 100, 80]);
  assert.deepEqual(spread([-5, 0], BOUNDS), [0, 10]);
});

Deno.test("spread() shrinks the gap when there is too little room", () => {
  assert.deepEqual(spread([50, 50, 50], { gap: 10, low: 45, high: 55 }), [45, 50, 55]);
  assert.deepEqual(spread([], BOUNDS), []);
});
