import assert from "node:assert/strict";
import { type CurvePlace, sampled, thinCurve } from "./thin_curve.ts";

Deno.test("thinCurve() leaves a short curve alone", () => {
  const points: CurvePlace[] = [[0, 1], [1, null], [2, 3]];
  assert.equal(thinCurve(points), points);
});

Deno.test("thinCurve() keeps ends, extremes and gaps in their order", () => {
  const points = Array.from({ length: 10_001 }, (_, x): CurvePlace => [x, x === 4321 ? null : Math.sin(x)]);
  points[5000] = [5000, 99];
  points[7000] = [7000, -99];
  const thin = thinCurve(points, 400);
  assert.ok(thin.length <= 420, String(thin.length));
  const xs = thin.map(([x]) => x);
  assert.deepEqual(xs, xs.toSorted((a, b) => a - b));
  for (const x of [0, 4321, 5000, 7000, 10_000]) assert.ok(xs.includes(x), String(x));
});

Deno.test("sampled() keeps the last, and no more than it may", () => {
  assert.deepEqual(sampled([1, 2, 3], 3), [1, 2, 3]);
  assert.deepEqual(sampled([1, 2, 3, 4, 5, 6, 7], 3), [1, 4, 7]);
  assert.deepEqual(sampled([], 3), []);
});
