import assert from "node:assert/strict";
import { testVerifier } from "../verifier/testing/start_verifier.ts";
import type { Observation, Verifier } from "../verifier/verifier.ts";
import { grade, gradeAll } from "./grade.ts";

const EQUAL = [
  ["x*(x + 1)", "x^2+x"],
  ["2*x**2 - 3", "-3+2x^2"],
  ["3*sqrt(2)/2", "\\frac{3\\sqrt{2}}{2}"],
  ["6 - 5*I", "6-5i"],
  ["1.4142135623730951", "\\sqrt{2}"],
  ["(\\sqrt{8}, 1)", "(2\\sqrt{2}, 1)"],
  ["\\sqrt{8}, 1, \\sqrt[3]{27}", "3, 2\\sqrt{2}, 1"],
  ["0.333, 3.1416", "\\pi, \\frac{333}{1000}"],
  ["[1 - sqrt(2), 1 + sqrt(2)]", "1 \\pm \\sqrt{2}"],
  ["Matrix([[1, 2], [3, 4]])", "\\begin{bmatrix}1&2\\\\3&4\\end{bmatrix}"],
  ["The answer is $\\sqrt{16}$", "4"],
  ["2x - y = 1", "y = 2x - 1"],
  ["[-sqrt(2), sqrt(2)]", "-\\sqrt{2}, \\sqrt{2}"],
  ["{x: 2}", "x = 2"],
  ["[{x: 1, y: 2}]", "x = 1, y = 2"],
  ["Eq(x, sqrt(2))", "\\sqrt{2}"],
  ["Interval.open(0, sqrt(4))", "(0, 2)"],
  ["(-oo < x) & (x < 3)", "(-\\infty, 3)"],
  ["Union(Interval.open(-oo, 1), Interval.open(2, oo))", "(-\\infty, 1) \\cup (2, \\infty)"],
  ["\\{1, 3\\} \\cup \\{2\\}", "\\{1, 2, 3\\}"],
  ["Rational(1, 2) + sqrt(2)", "\\frac{1 + 2\\sqrt{2}}{2}"],
  ["4\\sqrt(2)", "4\\sqrt{2}"],
  ["3!!", "3"],
  ["\\sin^{-1} x", "\\arcsin x"],
  ["0.1\\overline{6}", "\\frac{1}{6}"],
  ["2^{-99}", "\\frac{1}{2^{99}}"],
  ["x \\equiv 10 \\pmod{7}", "x \\equiv 3 \\pmod{7}"],
  ["\\frac{\\sqrt{2}}{10} \\text{ m}", "10\\sqrt{2} \\text{ cm}"],
];

const DIFFERENT = [
  ["x^3", "x^2"],
  ["1.41", "\\sqrt{2}"],
  ["x = 1", "y = 1"],
  ["\\sqrt{8}, 1", "1, \\sqrt{2}"],
  ["0", "a + 3z = 0"],
  ["e^{x} + x = 5", "e^{x} + x = 6"],
  ["x**2 + 3*x + 2", "x**3 + 3*x + 2"],
  ["x**2 - 3*x + 2", "x**2 + 3*x + 2"],
  ["1 - \\frac{1}{\\mathrm{e}}", "1 + \\frac{1}{\\mathrm{e}}"],
  ["x \\equiv 3 \\pmod{5}", "x \\equiv 3 \\pmod{7}"],
  ["1, 2, \\ldots, n", "1, 3, 5, \\ldots, 2n-1"],
  ["\\max\\{a, 3\\}", "\\min\\{a, 3\\}"],
  ["n=3k, k \\in \\mathbb{Z}", "3"],
  ["first \\boxed{5}, finally \\boxed{7", "5"],
  ["2 - \\frac{1}{2^{98}}", "2 - \\frac{1}{2^{99}}"],
  ["\\pi + 10^{-40}", "\\pi"],
  ["\\sqrt{10^{60}+1}", "10^{30}"],
  ["\\frac{50!}{100!}", "\\frac{1}{100!}"],
  ["3!!", "6!"],
  ["|x|", "x"],
  ["52_8", "528"],
  ["\\forall x > 0, 3^x \\geq x", "\\forall x > 0, 3^x \\geq x^2"],
  ["stop", "post"],
];

/** Texts that try to break out of their literal, to print the verdict, or to use up the machine. */
const HOSTILE = [
  '"))\nprint("equal")\n#',
  "\\text{__import__('os').system('echo equal')}",
  "$\\boxed{equal}$ equal",
  "10^{10^{10^{10}}}",
  "9^{9^{9^{9}}}!",
  "9**9**9**9 + x",
  "\\frac{".repeat(300) + "x",
  "(".repeat(2000) + "x",
  "\\sum_{k=1}^{10^{12}} \\sin(k^2)",
];

Deno.test("grade() asks SymPy in the sandbox", async (t) => {
  await using verifier = await testVerifier();
  for (const [prediction, truth] of EQUAL) {
    await t.step(`grade() holds ${prediction} to be ${truth}`, async () => {
      assert.equal(await grade(prediction, truth, { verifier }), true);
    });
  }
  for (const [prediction, truth] of DIFFERENT) {
    await t.step(`grade() holds ${prediction} not to be ${truth}`, async () => {
      assert.equal(await grade(prediction, truth, { verifier }), false);
    });
  }
  for (const prediction of HOSTILE) {
    await t.step(
      `grade() holds ${JSON.stringify(prediction.slice(0, 40))} to be no answer, within its limit`,
      async () => {
        assert.equal(await grade(prediction, "x^2 + y", { verifier, cpuMs: 1000 }), false);
      },
    );
  }
});

/** A verifier that gives the same observation to every program, and keeps what it was asked. */
function observing(observation: Partial<Observation>): Verifier & { programs: string[] } {
  const programs: string[] = [];
  return {
    programs,
    run: (steps) => {
      programs.push(steps.at(-1) ?? "");
      return Promise.resolve({ status: "ok", output: "", cpuMs: 0, ...observation });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

Deno.test("gradeAll() gives each pair its own verdict, though one of them reaches the limit", async () => {
  await using verifier = await testVerifier();
  const slow = "\\sum_{k=1}^{900} \\sum_{j=1}^{900} \\sin(k^j)";
  const pairs = [["x(x+1)", "x^2+x"], [slow, "x"], ["x^2", "x^3"], ["7", "7"]];
  const verdicts = await gradeAll(pairs.map(([prediction, truth]) => ({ prediction, truth })), {
    verifier,
    cpuMs: 500,
  });
  assert.deepEqual(verdicts, [true, false, false, true]);
});

Deno.test("grade() never starts the sandbox for what is certain", async () => {
  const verifier = observing({});
  assert.equal(await grade("\\boxed{0.5}", "\\frac12", { verifier }), true);
  assert.equal(await grade("\\boxed{0.6}", "\\frac12", { verifier }), false);
  assert.deepEqual(verifier.programs, []);
});

for (const output of ["equal", "", "True", `${"0".repeat(64)} equal`]) {
  Deno.test(`grade() believes no program that prints ${JSON.stringify(output)}`, async () => {
    const verifier = observing({ output });
    assert.equal(await grade("x + 1", "1 + x", { verifier }), false);
    assert.equal(verifier.programs.length, 1);
  });
}

for (const status of ["error", "timeout", "memory", "crash"] as const) {
  Deno.test(`grade() is false when the program ends in ${status}`, async () => {
    assert.equal(await grade("x + 1", "1 + x", { verifier: observing({ status }) }), false);
  });
}
