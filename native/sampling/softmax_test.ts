import assert from "node:assert/strict";
import fc from "fast-check";
import { Softmax } from "./softmax.ts";

const ROWS = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 600 }).map((row) =>
  Float32Array.from(row)
);

Deno.test("Softmax gives weights and their sum as exactly as logits are known", () => {
  const softmax = new Softmax();
  fc.assert(fc.property(ROWS, fc.constantFrom(0.2, 0.7, 1, 1.5), (row, temperature) => {
    const greatest = softmax.load(row);
    assert.equal(greatest, Math.max(...row));
    const total = softmax.sum(temperature);
    const weights = softmax.weigh();
    let sum = 0;
    for (const [token, logit] of row.entries()) {
      const exponent = (logit - greatest) / temperature;
      const [weight, expected] = [weights[token], Math.exp(exponent)];
      sum += expected;
      assert.ok(Math.abs(weight - expected) <= 2e-7 * (1 - exponent) * expected + 2e-38, `${weight}, not ${expected}`);
    }
    assert.ok(total >= 1 && Math.abs(total / sum - 1) < 1e-6, `${total}, not ${sum}`);
  }));
});

Deno.test("Softmax.find() finds the token at which the sum passes a mass", () => {
  const softmax = new Softmax();
  fc.assert(fc.property(ROWS, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (row, share) => {
    softmax.load(row);
    const mass = share * softmax.sum(1);
    const found = softmax.find(mass);
    const weights = softmax.weigh();
    assert.ok(weights[found] > 0);
    const before = weights.subarray(0, found).reduce((sum, weight) => sum + weight, 0);
    const slack = 1e-6 * row.length;
    assert.ok(before <= mass + slack && mass <= before + weights[found] + slack);
  }));
});

Deno.test("Softmax.find() never gives a token of weight 0", () => {
  const softmax = new Softmax();
  const row = new Float32Array(1000).fill(-Infinity);
  row[300] = row[301] = 5;
  softmax.load(row);
  assert.equal(softmax.sum(0.7), 2);
  assert.deepEqual([0, 0.99, 1, 1.99, 2, 3].map((mass) => softmax.find(mass)), [300, 300, 301, 301, 301, 301]);
});

Deno.test("Softmax takes rows of any length, one after the other", () => {
  const softmax = new Softmax();
  for (const length of [1, 255, 256, 257, 100_000, 3]) {
    softmax.load(new Float32Array(length).fill(-7));
    assert.equal(softmax.sum(1), length);
    assert.equal(softmax.weigh().length, length);
    assert.equal(softmax.find(length - 0.5), length - 1);
  }
});

Deno.test("Softmax.sum() gives no sum of 1 or more for what is no distribution", () => {
  const softmax = new Softmax();
  for (const row of [[], [NaN], [0, NaN, 1], [NaN, NaN], [-Infinity], [Infinity, 0], [Infinity, Infinity]]) {
    softmax.load(Float32Array.from(row));
    const total = softmax.sum(1);
    assert.ok(!(total >= 1), `${row}: ${total}`);
  }
});

Deno.test("Softmax.sum() leaves the likeliest alone at the lowest temperatures", () => {
  const softmax = new Softmax();
  softmax.load(Float32Array.of(1, 2, 1.999, 2));
  assert.equal(softmax.sum(Number.MIN_VALUE), 2);
});
