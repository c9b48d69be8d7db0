import assert from "node:assert/strict";
import { Reservoir } from "./reservoir.ts";

function kept(length: number, count: number, seed: number): readonly number[] {
  const reservoir = new Reservoir<number>({ count, seed });
  for (let item = 0; item < length; item++) reservoir.add(item);
  assert.equal(reservoir.seen, length);
  return reservoir.kept;
}

Deno.test("Reservoir keeps all of a short stream, and as many as asked of a long one", () => {
  assert.deepEqual(kept(3, 5, 1), [0, 1, 2]);
  const some = kept(1000, 50, 1);
  assert.equal(new Set(some).size, 50);
  assert.deepEqual(kept(1000, 50, 1), some);
});

Deno.test("Reservoir gives each item the same chance", () => {
  const counts = new Array<number>(20).fill(0);
  for (let seed = 0; seed < 4000; seed++) for (const item of kept(20, 5, seed)) counts[item]++;
  for (const count of counts) assert.ok(Math.abs(count - 1000) < 150, `${counts}`); // five standard deviations
});
