import assert from "node:assert/strict";
import { STEP_STOPS, stepKind } from "@rstar/core";
import { LlamaPolicy } from "@rstar/native";
import { Engine } from "@rstar/native/engine";
import { openLibrary } from "@rstar/native/library";
import { writeTinyGguf } from "@rstar/native/testing";
import { stepWritingModel } from "./random_qwen2.ts";
import { STEP_TOKENS } from "./step_writer.ts";

const library = await openLibrary();
const STEP_REGEXP = /^#(?: [a-z]+){17}:\nprint\(\d\)\n<end_of_(?:step|code)>$/;

Deno.test("a model of random weights writes steps, which its next prompt finds computed, and an answer", async () => {
  using file = writeTinyGguf(stepWritingModel({ embedding: 64, vocabularySize: 1100 }));
  await using engine = new Engine({ library });
  const model = await engine.loadModel(file.path, { kv: "unified", contextTokens: 1024 });
  const policy = new LlamaPolicy({ engine, model });
  const propose = (solution: string) =>
    policy.propose({
      prefix: { question: "What?", solution },
      seeds: [1, 2, 3, 4, 5, 6, 7, 8],
      temperature: 0.1, // so narrow a model is not as sure as a large one
      stop: STEP_STOPS,
      maxTokens: 40,
    });
  const first = await propose("");
  for (const { text, tokens } of first) {
    assert.match(text, STEP_REGEXP);
    assert.equal(tokens, STEP_TOKENS);
  }
  assert.ok(new Set(first.map(({ text }) => text)).size > 1, "all candidates are the same");
  const { prefilledTokens } = (await engine.stats())[model.model];
  const second = await propose(first[0].text);
  for (const { text } of second) assert.match(text, STEP_REGEXP);
  assert.equal((await engine.stats())[model.model].prefilledTokens - prefilledTokens, 2);
  const program = first[0].text.replace("<end_of_step>", "<end_of_code>");
  const [answer] = await propose(`${program}\n<output>7<end_of_output>\n`);
  assert.equal(stepKind(answer.text), "answer");
  assert.match(answer.text, /^<answer>\\boxed\{[xyz]\}<end_of_answer>$/);
});
