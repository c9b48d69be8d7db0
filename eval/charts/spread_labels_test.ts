import assert from "node:assert/strict";
import { spreadLabels } from "./spread_labels.ts";

const BOUNDS = { gap: 10, low: 0, high: 100 };

Deno.test("spreadLabels() leaves labels alone that do not touch", () => {
  assert.deepEqual(spreadLabels([50, 0, 100], BOUNDS), [50, 0, 100]);
});

Deno.test("spreadLabels() moves labels apart and keeps their order", () => {
  assert.deepEqual(spreadLabels([52, 50, 50], BOUNDS), [70, 50, 60]);
});

Deno.test("spreadLabels() stays within the bounds", () => {
  assert.deepEqual(spreadLabels([99, 100, 98], BOUNDS), [90, 100, 80]);
  assert.deepEqual(spreadLabels([-5, 0], BOUNDS), [0, 10]);
});

Deno.test("spreadLabels() shrinks the gap when there is too little room", () => {
  assert.deepEqual(spreadLabels([50, 50, 50], { gap: 10, low: 45, high: 55 }), [45, 50, 55]);
  assert.deepEqual(spreadLabels([], BOUNDS), []);
});
