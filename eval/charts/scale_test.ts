import assert from "node:assert/strict";
import fc from "fast-check";
import { linearScale, logScale, logTicks, niceTicks, sampled } from "./scale.ts";

Deno.test("niceTicks() steps by 1, 2 or 5 and holds the data", () => {
  assert.deepEqual(niceTicks([0, 1]), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(niceTicks([0.113, 0.29]), [0.1, 0.15, 0.2, 0.25, 0.3]);
  assert.deepEqual(niceTicks([0, 31_400_000]), [0, 1e7, 2e7, 3e7, 4e7]);
  assert.deepEqual(niceTicks([-0.4, 0.4]), [-0.4, -0.2, 0, 0.2, 0.4]);
});

Deno.test("niceTicks() has an interval for a single value", () => {
  assert.deepEqual(niceTicks([0, 0]), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(niceTicks([5, 5]), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(niceTicks([-5, -5]), [-5, -4, -3, -2, -1, 0]);
});

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });

Deno.test("niceTicks() are few, rise, and hold any interval", () => {
  fc.assert(fc.property(finite, finite, (a, b) => {
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    const ticks = niceTicks([low, high]);
    const slack = 1e-6 * (ticks[1] - ticks[0]) + 1e-9 * Math.max(Math.abs(low), Math.abs(high));
    assert.ok(ticks.length >= 2 && ticks.length <= 8, String(ticks));
    assert.ok(ticks[0] <= low + slack && ticks.at(-1)! >= high - slack, String(ticks));
    assert.ok(ticks.every((tick, i) => i === 0 || tick > ticks[i - 1]), String(ticks));
  }));
});

Deno.test("logTicks() are 1, 2 and 5 times powers of ten", () => {
  assert.deepEqual(logTicks([0.13, 4.4]), [0.1, 0.2, 0.5, 1, 2, 5]);
  assert.deepEqual(logTicks([1, 1000]), [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]);
  assert.deepEqual(logTicks([0.002, 80]), [0.001, 0.01, 0.1, 1, 10, 100]);
});

Deno.test("linearScale() takes the first and last tick to the ends of its range", () => {
  const scale = linearScale([0, 5, 10], [200, 0]);
  assert.deepEqual([0, 5, 10].map(scale.at), [200, 100, 0]);
  assert.equal(linearScale([3], [0, 200]).at(3), 200);
});

Deno.test("logScale() gives each factor the same width", () => {
  const scale = logScale([1, 10, 100], [0, 200]);
  assert.deepEqual([1, 10, 100].map((value) => Math.round(scale.at(value))), [0, 100, 200]);
});

Deno.test("sampled() keeps the last, and no more than it may", () => {
  assert.deepEqual(sampled([1, 2, 3], 3), [1, 2, 3]);
  assert.deepEqual(sampled([1, 2, 3, 4, 5, 6, 7], 3), [1, 4, 7]);
  assert.deepEqual(sampled([], 3), []);
});
