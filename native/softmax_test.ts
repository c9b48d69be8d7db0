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
    const total = softmax.weigh(greatest, temperature);
    let sum = 0;
    for (const [token, logit] of row.entries()) {
      const exponent = (logit - greatest) / temperature;
      const [weight, expected] = [softmax.weights[token], Math.exp(exponent)];
      sum += expected;
      assert.ok(Math.abs(weight - expected) <= 2e-7 * (1 - exponent) * expected + 2e-38, `${weight}, not ${expected}`);
    }
    assert.ok(total >= 1 && Math.abs(total / sum - 1) < 1e-6, `${total}, not ${sum}`);
  }));
});

Deno.test("Softmax.find() finds the token at which the sum passes a mass", () => {
  const softmax = new Softmax();
  fc.assert(fc.property(ROWS, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (row, share) => {
    const mass = share * softmax.weigh(softmax.load(row), 1);
    const found = softmax.find(mass);
    assert.ok(softmax.weights[found] > 0);
    const before = softmax.weights.subarray(0, found).reduce((sum, weight) => sum + weight, 0);
    const slack = 1e-6 * row.length;
    assert.ok(before <= mass + slack && mass <= before + softmax.weights[found] + slack);
  }));
});

Deno.test("Softmax.find() never gives a token of weight 0", () => {
  const softmax = new Softmax();
  const row = new Float32Array(1000).fill(-Infinity);
  row[300] = row[301] = 5;
  assert.equal(softmax.weigh(softmax.load(row), 0.7), 2);
  assert.deepEqual([0, 0.99, 1, 1.99, 2, 3].map((mass) => softmax.find(mass)), [300, 300, 301, 301, 301, 301]);
});

Deno.test("Softmax takes rows of any length, one after the other", () => {
  const softmax = new Softmax();
  for (const length of [1, 255, 256, 257, 100_000, 3]) {
    const total = softmax.weigh(softmax.load(new Float32Array(length).fill(-7)), 1);
    assert.equal(total, length);
    assert.equal(softmax.weights.length, length);
    assert.equal(softmax.find(length - 0.5), length - 1);
  }
});

Deno.test("Softmax.weigh() gives no sum of 1 or more for what is no distribution", () => {
  const softmax = new Softmax();
  for (const row of [[], [NaN], [0, NaN, 1], [NaN, NaN], [-Infinity], [Infinity, 0], [Infinity, Infinity]]) {
    const total = softmax.weigh(softmax.load(Float32Array.from(row)), 1);
    assert.ok(!(total >= 1), `${row}: ${total}`);
  }
});

Deno.test("Softmax.weigh() leaves the likeliest alone at the lowest temperatures", () => {
  const softmax = new Softmax();
  assert.equal(softmax.weigh(softmax.load(Float32Array.of(1, 2, 1.999, 2)), Number.MIN_VALUE), 2);
});
