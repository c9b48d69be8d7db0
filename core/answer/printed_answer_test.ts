import assert from "node:assert/strict";
import { type AnswerSource, printedAnswer } from "./printed_answer.ts";

/** The answer behind `boxed` where the steps printed `outputs`; what the sandbox would find equal stands in `equal`. */
function behind(
  boxed: string,
  outputs: readonly string[] | null,
  { question = "What is it?", equal = [] }: { readonly question?: string; readonly equal?: readonly string[] } = {},
): Promise<string | null> {
  const gradeAll: AnswerSource["gradeAll"] = (pairs) =>
    Promise.resolve(pairs.map(({ truth }) => equal.includes(truth)));
  return printedAnswer(boxed, { question, outputs, gradeAll });
}

Deno.test("printedAnswer() takes the output where the model's words miscopy it", async () => {
  assert.equal(await behind("-sqrt(2, sqrt(2)", ["-sqrt(2), sqrt(2)"]), "-sqrt(2), sqrt(2)");
  assert.equal(await behind("x*cos(x) + s", ["x*cos(x) + sin(x)\n"]), "x*cos(x) + sin(x)");
  assert.equal(await behind("12", ["", "5", ""]), "5");
  assert.equal(await behind("7", ["3\n4"]), "3, 4");
});

Deno.test("printedAnswer() keeps the model's words where they say the same", async () => {
  assert.equal(await behind("\\frac{1}{2}", ["1/2"], { equal: ["1/2"] }), "\\frac{1}{2}");
  assert.equal(await behind("3", ["x = 3"]), "3");
  assert.equal(await behind("3", ["The answer is 3."]), "3");
  assert.equal(await behind("1, 2", ["1\n2"]), "1, 2");
  assert.equal(await behind("5", ["5", "steps: 2"]), "5", "an earlier step may have printed it");
  assert.equal(await behind("5", null), "5", "nothing was run");
});

Deno.test("printedAnswer() finds no answer in nothing, undefined values, objects and errors", async () => {
  const none = [
    "",
    "\n",
    "None",
    "nan",
    "zoo",
    "[nan, 3]",
    "oo",
    "(-oo, oo)",
    "<function f at 0x7f00>",
    "<map object at 0x7f00>",
    "<class 'int'>",
    "Traceback (most recent call last):\n  x",
    "ValueError: math domain error",
    "Integral(sin(x)/x, x)",
  ];
  for (const output of none) assert.equal(await behind(output.trim() || "3", [output]), null, output);
});

Deno.test("printedAnswer() lets a limit, an integral or a sum be infinite", async () => {
  for (const question of ["What is the limit of x as x goes to oo?", "∫ 1/x dx from 0 to 1", "Find the sum of 1/n."]) {
    assert.equal(await behind("oo", ["oo"], { question }), "oo");
  }
  assert.equal(await behind("oo", ["oo"], { question: "How many apples are left?" }), null);
});
