import assert from "node:assert/strict";
import { normalizeAnswer } from "./normalize.ts";

const CASES: readonly (readonly [text: string, normal: string])[] = [
  ["$\\dfrac12$.", "\\frac{1}{2}"],
  ["\\tfrac 1{2}", "\\frac{1}{2}"],
  ["\\frac{1}2", "\\frac{1}{2}"],
  ["\\sqrt3", "\\sqrt{3}"],
  ["\\left( 1,\\, 2 \\right)", "( 1, 2 )"],
  ["12{,}345", "12,345"],
  ["11,\\! 111", "11,111"],
  ["\\mathrm{E}", "\\text{E}"],
  ["\\$12.55", "$12.55"],
  ["$1$$2$", "1 2"],
  ["{{x}}", "x"],
  ["185\\", "185"],
  ["\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}", "\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}"],
  ["\u22125 \u2264 x", "-5 \\le x"],
  ["\frac{1}{2}", "\\frac{1}{2}"],
  ["\text{even}", "\\text{even}"],
  ["2*x**2 - 3", "2*x**2 - 3"],
  ["3*sqrt(2)*pi", "3*sqrt(2)*pi"],
  ["FiniteSet(1, 2)", "\\{1, 2\\}"],
  ["Interval.Ropen(0, oo)", "[0, oo)"],
  ["Matrix([[1, 2], [3, 4]])", "\\begin{pmatrix}1 & 2 \\\\ 3 & 4\\end{pmatrix}"],
  ["\\left[\\frac{1}{2}, 8\\right]", "[\\frac{1}{2}, 8]"],
  ["constructor", "constructor"],
];

for (const [text, normal] of CASES) {
  Deno.test(`normalizeAnswer() spells ${JSON.stringify(text)} as ${JSON.stringify(normal)}`, () => {
    assert.equal(normalizeAnswer(text), normal);
    assert.equal(normalizeAnswer(normal), normal);
  });
}
