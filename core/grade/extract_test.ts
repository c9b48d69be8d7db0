import assert from "node:assert/strict";
import { boxedAnswer } from "./extract.ts";

const CASES: readonly (readonly [text: string, answer: string | undefined])[] = [
  ["The answer is \\boxed{7}.", "7"],
  ["first \\boxed{1}, no: \\boxed{2}", "2"],
  ["\\boxed{\\frac{1}{2}}", "\\frac{1}{2}"],
  ["\\boxed{\\{1, 2\\}}", "\\{1, 2\\}"],
  ["\\fbox{5}", "5"],
  ["it is $\\boxed 5$.", "5"],
  ["\\boxed {x^{2}}", "x^{2}"],
  ["\\boxed{\\text{True}}", "True"],
  ["\\boxed{\\text{a} + b}", "\\text{a} + b"],
  ["$\\boxed{1}$ and $\\boxed{2}$", "1,2"],
  ["\\boxed{1}, \\boxed{2}, or \\boxed{3}", "1,2,3"],
  ["\\boxed{}", ""],
  ["no box", undefined],
  ["never ends \\boxed{1", undefined],
  ["\\boxed{1} then \\boxed{2", undefined],
  ["\\boxedness{1}", undefined],
];

for (const [text, answer] of CASES) {
  Deno.test(`boxedAnswer() gives ${JSON.stringify(answer)} for ${JSON.stringify(text)}`, () => {
    assert.equal(boxedAnswer(text), answer);
  });
}

Deno.test("boxedAnswer() ends soon when thousands of boxes are nested", () => {
  const depth = 20_000;
  assert.equal(boxedAnswer("\\boxed{".repeat(depth)), undefined);
  assert.equal(boxedAnswer("\\boxed{".repeat(depth) + "1" + "}".repeat(depth)), "1");
});
