import assert from "node:assert/strict";
import fc from "fast-check";
import { editDistance } from "./edit_distance.ts";

/** The definition, without any cleverness. */
function reference(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) return left.length + right.length;
  const [a, ...rest] = left, [b, ...others] = right;
  if (a === b) return reference(rest, others);
  return 1 + Math.min(reference(rest, others), reference(left, others), reference(rest, right));
}

const WORD = fc.string({ unit: fc.constantFrom("a", "b", "𝑥"), maxLength: 6 });

Deno.test("editDistance() is the distance of the definition, cut at the limit", () => {
  fc.assert(fc.property(WORD, WORD, fc.nat({ max: 7 }), (left, right, limit) => {
    const expected = reference([...left], [...right]);
    assert.equal(editDistance(left, right), expected);
    assert.equal(editDistance(left, right, { limit }), Math.min(expected, limit));
  }));
});

Deno.test("editDistance() compares long programs at a small limit without filling the table", () => {
  const program = "x = x + 1\n".repeat(2_000);
  assert.equal(editDistance(program, `y${program}z`, { limit: 20 }), 2);
});
