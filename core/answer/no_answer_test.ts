import assert from "node:assert/strict";
import { isAnswer } from "./no_answer.ts";

Deno.test("isAnswer() refuses what says nothing", () => {
  const texts = [
    ...[
      "",
      " \n",
      '""',
      "None",
      "nan",
      "zoo",
      "[nan, 2]",
      "2*zoo*x",
      "<function f at 0x7f2a>",
      "<map object at 0x7f2a>",
    ],
    ...["[<generator object f at 0x1>]", "<class 'int'>", "<__main__.Line object at 0x7f>", "<built-in function sum>"],
    ...["ZeroDivisionError: division by zero", "Traceback (most recent call last):\n  …", "Error: no solution"],
    ...[
      "sympy.core.sympify.SympifyError: x",
      "ValueError()",
      "Integral(exp(x)/x**x, x)",
      `${"1".repeat(512)}...${"1".repeat(512)}`,
    ],
  ];
  for (const text of texts) assert.equal(isAnswer(text, "What is the integral of f?"), false, text);
});

Deno.test("isAnswer() takes numbers, expressions, words, empty lists and what only looks like Python", () => {
  const texts = ["0", "-5", "x < 3", "(5 < x) & (x < oo)", "True", "Friday", "[]", "EmptySet", "{}", "1, 2, ..., n"];
  for (const text of [...texts, "Nancy", "x**2/2", "error function", "a < b > c", "2:55 PM"]) {
    assert.equal(isAnswer(text, "What is it?"), true, text);
  }
});

Deno.test("isAnswer() takes infinity only where the question is of it", () => {
  for (const text of ["oo", "-oo", "inf", "[oo]", "\\infty", "oo, -oo"]) {
    assert.equal(isAnswer(text, "Solve 1/x = 0 for x."), false, text);
    assert.equal(isAnswer(text, "What is the limit of 1/x**2 as x goes to 0?"), true, text);
  }
  assert.equal(isAnswer("oo", "\\int_1^\\infty 1 dx"), true);
});
