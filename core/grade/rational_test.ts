import assert from "node:assert/strict";
import { rational, withinRational, writtenNumber } from "./rational.ts";

const CASES: readonly (readonly [text: string, numerator: bigint, denominator: bigint, decimals?: number])[] = [
  ["7", 7n, 1n],
  ["-007", -7n, 1n],
  ["1,234,567", 1234567n, 1n],
  ["12 345", 12345n, 1n],
  ["0.50", 1n, 2n, 2],
  [".4", 2n, 5n, 1],
  ["-3.25", -13n, 4n, 2],
  ["1e3", 1000n, 1n, -3],
  ["2.5 \\times 10^{-3}", 1n, 400n, 4],
  ["7 \\cdot 10^2", 700n, 1n, -2],
  ["\\frac{6}{-4}", -3n, 2n],
  ["-\\frac{1}{2}", -1n, 2n],
  ["(-1)/(2)", -1n, 2n],
  ["918\\frac{1}{2}", 1837n, 2n],
  ["1 1/2", 3n, 2n],
  ["2^{10}", 1024n, 1n],
  ["2^{-2}", 1n, 4n],
];

for (const [text, numerator, denominator, decimals] of CASES) {
  Deno.test(`writtenNumber() reads ${text} as ${numerator}/${denominator}`, () => {
    const number = writtenNumber(text);
    assert.deepEqual(number?.value, { numerator, denominator });
    assert.equal(number?.decimals, decimals);
  });
}

for (
  const text of [
    "",
    "x",
    "2x",
    "0,111",
    "1/0",
    "\\frac{1}{0}",
    "1e999999999",
    "9^{999}",
    "1.2.3",
    "--1",
    "1/2/3",
    "\\pi",
  ]
) {
  Deno.test(`writtenNumber() reads no number in ${JSON.stringify(text)}`, () => {
    assert.equal(writtenNumber(text), undefined);
  });
}

Deno.test("rational() reduces and keeps the denominator positive", () => {
  assert.deepEqual(rational(6n, -4n), { numerator: -3n, denominator: 2n });
  assert.deepEqual(rational(0n, -4n), { numerator: 0n, denominator: 1n });
});

Deno.test("withinRational() compares sizes", () => {
  assert.equal(withinRational(rational(-1n, 3n), rational(1n, 3n)), true);
  assert.equal(withinRational(rational(-1n, 2n), rational(1n, 3n)), false);
});
