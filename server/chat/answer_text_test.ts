import assert from "node:assert/strict";
import type { SolveResult } from "../solve/solve_record.ts";
import { said } from "./answer_text.ts";

const RESULT: SolveResult = {
  status: "solved",
  answer: "-sqrt(2), sqrt(2)",
  guess: null,
  confidence: 0.9,
  share: 1,
  forms: { plain: "-sqrt(2), sqrt(2)", latex: "-\\sqrt{2}, $&\\sqrt{2}", python: "-sqrt(2), sqrt(2)" },
  votes: 3,
  steps: [],
  stopped: "agreement",
  usage: { promptTokens: 9, tokens: 90, rollouts: 4, seconds: 1 },
};

const step = (text: string) => ({ text, output: null, q: 1, visits: 1, ppm: null });

Deno.test("said() boxes the answer of the search in the model's words, not the model's copy of it", () => {
  const contents = [
    "<answer>So it is \\boxed{-sqrt(2, sqrt(2)}, as shown.<end_of_answer>",
    "<answer>No box here.<end_of_answer>",
    "print(x)\n<end_of_code>",
  ].map((text) => said({ ...RESULT, steps: [step(text)] }, []).content);
  const boxed = "\\boxed{-\\sqrt{2}, $&\\sqrt{2}}";
  assert.deepEqual(contents, [`So it is ${boxed}, as shown.`, `The answer is ${boxed}.`, `The answer is ${boxed}.`]);
});

Deno.test("said() ends with length only where a budget ended the search without an answer", () => {
  const unsolved: SolveResult = { ...RESULT, status: "unsolved", answer: null, forms: null, confidence: 0 };
  const finish = (result: SolveResult, stops: string[] = []) => said(result, stops).finish;
  assert.deepEqual(
    [
      finish({ ...RESULT, stopped: "tokens" }),
      finish({ ...unsolved, stopped: "tokens" }),
      finish({ ...unsolved, stopped: "seconds" }),
      finish({ ...unsolved, stopped: "exhausted" }),
      finish({ ...unsolved, stopped: "tokens" }, ["answer"]),
    ],
    ["stop", "length", "length", "stop", "stop"],
  );
});
