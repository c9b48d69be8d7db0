import assert from "node:assert/strict";
import { DOLLAR_MATHS, isMoney } from "./dollars.ts";

function formulas(text: string): string[] {
  return Array.from(text.matchAll(new RegExp(DOLLAR_MATHS, "g")), ([, inside]) => inside)
    .filter((inside) => !isMoney(inside));
}

Deno.test("dollars enclose maths", () => {
  assert.deepEqual(formulas("Find $x$ if $x^2 = 4$, or $2 + 3$ and $15\\%$ of $80$."), [
    ...["x", "x^2 = 4", "2 + 3", "15\\%", "80"],
  ]);
});

Deno.test("amounts of money are no maths", () => {
  const texts = [
    "A pen costs $1.25 and a book costs $3.",
    "$5 and $7, or $3.50-$4, from $10/$20 to $1,200",
    "She has $5 (not $7) and I pay $20,$30.",
    "It costs 5$ here and 7$ there.",
    "I pay $5 more than 7$ now",
  ];
  for (const text of texts) assert.deepEqual(formulas(text), [], text);
});

Deno.test("many dollars take no time", () => {
  const started = performance.now();
  for (const piece of ["$", "$x", "$ ", "$5 a"]) formulas(piece.repeat(20_000));
  assert.ok(performance.now() - started < 1000);
});
