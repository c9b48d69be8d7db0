import assert from "node:assert/strict";
import { pairedBootstrap } from "./paired_bootstrap.ts";

const pairs = (count: number, pair: readonly [boolean, boolean]) =>
  new Array<readonly [boolean, boolean]>(count).fill(pair);

Deno.test("pairedBootstrap() is near the normal interval for many pairs", () => {
  const many = [...pairs(150, [true, false]), ...pairs(50, [false, true]), ...pairs(800, [true, true])];
  const { difference, low, high } = pairedBootstrap(many, { seed: 1 });
  assert.equal(difference, 0.1);
  const half = 1.96 * Math.sqrt((0.2 - 0.01) / 1000); // standard error of the mean difference
  assert.ok(Math.abs(low - (0.1 - half)) < 0.004 && Math.abs(high - (0.1 + half)) < 0.004, `${low} ${high}`);
});

Deno.test("pairedBootstrap() keeps the pairs: equal results differ by nothing", () => {
  const same = [...pairs(5, [true, true]), ...pairs(5, [false, false])];
  assert.deepEqual(pairedBootstrap(same, { seed: 2, resamples: 100 }), { difference: 0, low: 0, high: 0 });
});

Deno.test("pairedBootstrap() depends on its seed alone", () => {
  const some = [...pairs(7, [true, false]), ...pairs(9, [false, true]), ...pairs(9, [true, true])];
  assert.deepEqual(pairedBootstrap(some, { seed: 3 }), pairedBootstrap(some, { seed: 3 }));
  assert.throws(() => pairedBootstrap([], { seed: 3 }), RangeError);
});
