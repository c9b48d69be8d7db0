import assert from "node:assert/strict";
import fc from "fast-check";
import { fastExp } from "./fast_exp.ts";

Deno.test("fastExp() is e^x to 12 digits", () => {
  fc.assert(
    fc.property(fc.double({ min: -699, max: 0, noNaN: true }), (x) => {
      assert.ok(Math.abs(fastExp(x) / Math.exp(x) - 1) < 1e-12, `${fastExp(x)} is not ${Math.exp(x)}`);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("fastExp() handles the ends of its range", () => {
  assert.equal(fastExp(0), 1);
  assert.equal(fastExp(-701), 0);
  assert.equal(fastExp(-Infinity), 0);
  assert.ok(Number.isNaN(fastExp(NaN)));
  assert.ok(fastExp(-700) > 0);
});
