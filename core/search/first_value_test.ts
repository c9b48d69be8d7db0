import assert from "node:assert/strict";
import { firstValue } from "./first_value.ts";

Deno.test("firstValue() starts a step at its PPM score, an answer and a step without PPM at nothing, an invalid step at -1", () => {
  const step = { invalid: null, answer: null, ppm: 0.25 };
  assert.deepEqual(firstValue(step), { visits: 1, valueSum: 0.25 });
  assert.deepEqual(firstValue({ ...step, ppm: 0 }), { visits: 1, valueSum: 0 });
  assert.deepEqual(firstValue({ ...step, ppm: null }), { visits: 0, valueSum: 0 });
  assert.deepEqual(firstValue({ ...step, answer: "7" }), { visits: 0, valueSum: 0 });
  assert.deepEqual(firstValue({ ...step, invalid: "code-error" }), { visits: 1, valueSum: -1 });
});
