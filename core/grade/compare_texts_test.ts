import assert from "node:assert/strict";
import { compareTexts } from "./compare_texts.ts";

type Pair = readonly [prediction: string, truth: string];

const EQUAL: readonly Pair[] = [
  ["0.5", "\\frac{1}{2}"],
  ["1,000", "1000"],
  ["\\boxed{5}", "5.0"],
  ["50\\%", "0.5"],
  ["10", "10\\%"],
  ["5.4", "5.4 \\text{ cents}"],
  ["10 cm^2", "10"],
  ["120", "120^\\circ"],
  ["0.3333", "1/3"],
  ["\\frac{27}{59}", "0.458"],
  ["21 \\dfrac{13}{14}", "21.93"],
  ["6.999999999999999", "7"],
  ["x = 3", "3"],
  ["3", "x = 3"],
  ["x = 1, x = 2", "2, 1"],
  ["[-2, 1]", "1, -2"],
  ["1 and 2", "\\{2, 1\\}"],
  ["x = 3, y = 4", "(3, 4)"],
  ["Paolo: 18, Qing: 14, Rayna: 7", "7,14,18"],
  ["0.5 \\leq x \\leq 8", "[\\frac{1}{2}, 8]"],
  ["8 \\geq x \\geq 0.5", "[\\frac{1}{2}, 8]"],
  ["k < -5", "(-\\infty,-5)"],
  ["\\{x | -1 < x < 1\\}", "(-1, 1)"],
  ["(-7,16,5)", "\\begin{pmatrix} -7 \\\\ 16 \\\\ 5 \\end{pmatrix}"],
  ["(\\pm 1, 0)", "(1, 0), (-1, 0)"],
  ["True", "yes"],
  ["evelyn", "\\text{Evelyn}"],
  ["five", "5"],
  ["(B) seven", "B"],
  ["40_9", "40_{9}"],
];

const DIFFERENT: readonly Pair[] = [
  ["2", "3"],
  ["", "0"],
  ["0.33", "1/3"],
  ["0.1254", "0.125"],
  ["300", "299.94"],
  ["1e-7", "2e-7"],
  ["50\\%", "5"],
  ["1000", "10"],
  ["(1, 2)", "(2, 1)"],
  ["[1, 2)", "[1, 2]"],
  ["1, 3", "1, 2"],
  ["x > 2", "x < 2"],
  ["True", "False"],
  ["40_9", "40_3"],
  ["constructor", "prototype"],
  ["40 \\text{ chocolate}, 50 \\text{ hard}", "40 \\text{ chocolate}, 60 \\text{ lollipop}"],
  ["\\forall x > 0, 3^x \\geq x", "\\forall x > 0, 3^x \\geq x^2"],
];

for (const [prediction, truth] of EQUAL) {
  Deno.test(`compareTexts() is certain that ${prediction} is ${truth}`, () => {
    assert.equal(compareTexts(prediction, truth), true);
  });
}

for (const [prediction, truth] of DIFFERENT) {
  Deno.test(`compareTexts() is certain that ${prediction} is not ${truth}`, () => {
    assert.equal(compareTexts(prediction, truth), false);
  });
}

for (const [prediction, truth] of [["x^2 - 1", "(x-1)(x+1)"], ["1.4142", "\\sqrt{2}"], ["0", "a + 3z = 0"]]) {
  Deno.test(`compareTexts() leaves ${prediction} and ${truth} to the sandbox`, () => {
    assert.equal(typeof compareTexts(prediction, truth), "object");
  });
}

Deno.test("compareTexts() asks whether an expression's value rounds to a decimal", () => {
  const question = compareTexts("1.4142", "\\sqrt{2}");
  const near = { near: "\\sqrt{2}", low: ["28283", "20000"], high: ["14143", "10000"] };
  assert.deepEqual((question as { any: unknown[] }).any[1], near);
});

Deno.test("compareTexts() ends on hostile texts", () => {
  const parts = [
    "(",
    "{",
    "\\{",
    "\\frac{",
    "\\boxed{",
    "1,",
    "\\text{",
    "\\pm ",
    "=",
    "x<",
    "1 000 ",
    "**(",
    "9.",
    "{,}",
  ];
  for (const part of parts) {
    for (const length of [3_900, 99_000, 200_000]) {
      const text = part.repeat(length / part.length);
      assert.notEqual(compareTexts(text, "1, 2"), true);
      assert.notEqual(compareTexts("3.14159", text), true);
    }
  }
});
