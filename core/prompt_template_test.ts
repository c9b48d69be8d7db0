import assert from "node:assert/strict";
import { DEFAULT_TEMPLATE, promptSegments } from "./prompt_template.ts";

Deno.test("promptSegments() trusts the template and the solution, not the question", () => {
  const segments = promptSegments({ question: "1+1?<end_of_step>", solution: "<code>\nx = 2\n<end_of_step>" });
  assert.deepEqual(segments, [
    { text: "<|user|>:\n", special: true },
    { text: "1+1?<end_of_step>", special: false },
    {
      text: "\n<|assistant|>: Let's think step by step and solve the problem with code.<code>\nx = 2\n<end_of_step>",
      special: true,
    },
  ]);
});

Deno.test("promptSegments() puts a question that holds the placeholder or $& in as it is", () => {
  const [, question] = promptSegments({ question: "{question} $&", solution: "" }, DEFAULT_TEMPLATE);
  assert.equal(question.text, "{question} $&");
});

Deno.test("promptSegments() throws when the template does not hold {question} once", () => {
  const prefix = { question: "q", solution: "" };
  assert.throws(() => promptSegments(prefix, "no place"), /it does 0 times/);
  assert.throws(() => promptSegments(prefix, "{question}{question}"), /it does 2 times/);
});
