import assert from "node:assert/strict";
import { testVerifier } from "../verifier/testing/start_verifier.ts";
import { answerForms } from "./forms.ts";

/** An answer, and its plain form, LaTeX and Python. */
const FORMS: readonly (readonly [answer: string, plain: string, latex: string, python: string])[] = [
  ["42", "42", "42", "42"],
  ["53.0000000000000", "53", "53", "53"],
  ["0.30000000000000004", "0.3", "0.3", "0.3"],
  ["0.50", "0.5", "0.5", "0.5"],
  ["5/3", "5/3", "\\frac{5}{3}", "5/3"],
  ["2*x**2 - 1", "2*x^2 - 1", "2 x^{2} - 1", "2*x**2 - 1"],
  ["-sqrt(2), sqrt(2)", "-sqrt(2), sqrt(2)", "- \\sqrt{2}, \\sqrt{2}", "-sqrt(2), sqrt(2)"],
  ["[1, 2]", "1, 2", "1, 2", "[1, 2]"],
  ["{x: 3}", "x = 3", "x = 3", "{x: 3}"],
  ["\\frac{1}{2}", "1/2", "\\frac{1}{2}", "1/2"],
  ["10:27 AM", "10:27 AM", "10:27 AM", "10:27 AM"],
  ["True", "True", "\\text{True}", "True"],
];

Deno.test("answerForms() has an answer in three notations; what is no maths stays as it is", async () => {
  await using verifier = await testVerifier();
  for (const [answer, plain, latex, python] of FORMS) {
    assert.deepEqual(await answerForms(answer, "What is it?", verifier), { plain, latex, python }, answer);
  }
});

Deno.test("answerForms() says Yes and No to a question that asks so", async () => {
  await using verifier = await testVerifier();
  for (
    const [question, answer, plain] of [
      ["Is 91 prime?", "False", "No"],
      ["is 91 a prime number", "False", "No"],
      ["Let k = 7. Is k prime?", "True", "Yes"],
      ["Does 3 divide 12?", "True", "Yes"],
      ["Which is true: 2 < 3?", "True", "True"],
    ]
  ) {
    const forms = await answerForms(answer, question, verifier);
    assert.deepEqual([forms.plain, forms.python], [plain, answer], question);
  }
});

Deno.test("answerForms() runs the answer as maths alone", async () => {
  await using verifier = await testVerifier();
  for (const text of ["__import__('os').getcwd()", "print(7)", "open('x')", "9**9**9**9", 'x\n"""', "a".repeat(3000)]) {
    const { plain } = await answerForms(text, "What is it?", verifier);
    assert.equal(plain, text.trim().replaceAll("**", plain.includes("^") ? "^" : "**"));
  }
});
