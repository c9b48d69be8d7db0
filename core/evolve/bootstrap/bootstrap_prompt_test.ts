import assert from "node:assert/strict";
import { boxedAnswer } from "../../grade/extract.ts";
import { END_OF_CODE, END_OF_STEP, stepCode, stepKind } from "../../trajectory.ts";
import { testVerifier } from "../../verifier/testing/start_verifier.ts";
import { BOOTSTRAP_TEMPLATE } from "./bootstrap_prompt.ts";

/** The examples, each cut as a search would see it. */
const examples = BOOTSTRAP_TEMPLATE.split("\nQuestion: ").slice(1, -1).map((text) => {
  const solution = text.slice(text.indexOf("<code>"));
  const [program, rest] = solution.split(END_OF_CODE);
  const [, output, answer] = /^\n<output>(.*?)<end_of_output>\n(<answer>.*<end_of_answer>)\s/s.exec(rest)!;
  return { steps: `${program}${END_OF_CODE}`.split(new RegExp(`(?<=${END_OF_STEP})`)), output, answer };
});

Deno.test("BOOTSTRAP_TEMPLATE holds {question} once, in its last question", () => {
  const parts = BOOTSTRAP_TEMPLATE.split("{question}");
  assert.equal(parts.length, 2);
  assert.ok(parts[0].endsWith("\nQuestion: "));
  assert.equal(parts[1], "\n\nSolution:\n");
});

Deno.test("BOOTSTRAP_TEMPLATE has two examples whose steps run and print what they say", async () => {
  assert.equal(examples.length, 2);
  await using verifier = await testVerifier();
  for (const { steps, output } of examples) {
    assert.deepEqual(steps.map(stepKind), [...steps.slice(1).map(() => "code"), "end-of-code"]);
    const codes = steps.map(stepCode);
    for (let count = 1; count <= codes.length; count++) {
      const observation = await verifier.run(codes.slice(0, count));
      assert.equal(observation.status, "ok", observation.output);
      assert.equal(observation.output.trim(), count === codes.length ? output : "");
    }
  }
});

Deno.test("BOOTSTRAP_TEMPLATE has examples whose answers are what they print", () => {
  assert.deepEqual(examples.map(({ output, answer }) => [output, stepKind(answer), boxedAnswer(answer)]), [
    ["15", "answer", "15"],
    ["343/3", "answer", "\\frac{343}{3}"],
  ]);
});
