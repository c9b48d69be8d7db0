import assert from "node:assert/strict";
import { wilson } from "./wilson.ts";

Deno.test("wilson() gives the score interval", () => {
  const near = (value: number, expected: number) => assert.ok(Math.abs(value - expected) < 5e-5, `${value}`);
  const half = wilson(50, 100); // 0.5 ± 0.0962, by the formula at p = 1/2
  near(half.low, 0.40383);
  near(half.high, 0.59617);
  const few = wilson(1, 10);
  near(few.low, 0.01788);
  near(few.high, 0.40415);
  near(wilson(0, 20).high, 0.16113);
});

Deno.test("wilson() stays within [0, 1] and mirrors", () => {
  for (const total of [1, 3, 60, 1000]) {
    assert.equal(wilson(0, total).low, 0);
    assert.equal(wilson(total, total).high, 1);
    assert.ok(Math.abs(wilson(0, total).high + wilson(total, total).low - 1) < 1e-12);
  }
});

Deno.test("wilson() refuses what is no share", () => {
  for (const [right, of] of [[0, 0], [3, 2], [-1, 2], [NaN, 2]]) assert.throws(() => wilson(right, of), RangeError);
});
