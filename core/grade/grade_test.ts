import assert from "node:assert/strict";
import { testVerifier } from "../verifier/testing/start_verifier.ts";
import type { Observation, Verifier } from "../verifier/verifier.ts";
import { grade } from "./grade.ts";

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
];

const DIFFERENT = [
  ["x^3", "x^2"],
  ["1.41", "\\sqrt{2}"],
  ["x = 1", "y = 1"],
  ["\\sqrt{8}, 1", "1, \\sqrt{2}"],
  ["0", "a + 3z = 0"],
  ["e^{x} + x = 5", "e^{x} + x = 6"],
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

Deno.test("grade() asks math-verify in the sandbox", async (t) => {
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
    run: ([program]) => {
      programs.push(program);
      return Promise.resolve({ status: "ok", output: "", cpuMs: 0, ...observation });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

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
