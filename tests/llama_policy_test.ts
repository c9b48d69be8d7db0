import assert from "node:assert/strict";
import type { Prefix } from "@rstar/core";
import { officialFormat } from "@rstar/core/format";
import { policyConformance } from "@rstar/core/testing";
import { EngineClient, LlamaPolicy, LlamaPpm } from "@rstar/native";
import { writeTinyGguf } from "@rstar/native/testing";

const OPTIONS = { contextTokens: 512, sequences: 16, runningSequences: 8, batchTokens: 64 } as const;
const SCORE_ROW = { scoreRow: true, metadata: { "ppm.score_token_id": { type: "u32", value: 319 } } } as const;

async function newModel() {
  const file = writeTinyGguf({ type: "q8_0", ...SCORE_ROW });
  const engine = new EngineClient();
  const model = await engine.loadModel(file.path, OPTIONS);
  return {
    engine,
    model,
    policy: new LlamaPolicy({ engine, model }),
    ppm: new LlamaPpm({ engine, model }),
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      file[Symbol.dispose]();
    },
  };
}

policyConformance({ name: "LlamaPolicy", newPolicy: newModel });

Deno.test("LlamaPolicy.propose() takes another template", async () => {
  await using tiny = await newModel();
  const other = new LlamaPolicy({ ...tiny, format: officialFormat("Q: {question}\nA:") });
  const request = {
    prefix: { question: "q", solution: "" },
    seeds: [1],
    temperature: 0,
    stop: [],
    maxTokens: 16,
  };
  assert.notDeepEqual(await other.propose(request), await tiny.policy.propose(request));
});

Deno.test("LlamaPpm.score() gives one score in [-1, 1] a prefix, in their order, the same alone", async () => {
  await using tiny = await newModel();
  const prefixes: Prefix[] = ["", "<code>\nx = 1\n<end_of_step>", "<code>\nx = 2\n<end_of_step>"]
    .map((solution) => ({ question: "What is it worth?", solution }));
  const scores = await tiny.ppm.score(prefixes);
  assert.equal(new Set(scores).size, 3);
  for (const [i, prefix] of prefixes.entries()) {
    assert.ok(scores[i] >= -1 && scores[i] <= 1);
    assert.deepEqual(await tiny.ppm.score([prefix]), [scores[i]]);
  }
  assert.deepEqual(await tiny.ppm.score([]), []);
  await assert.rejects(tiny.ppm.score(prefixes, { signal: AbortSignal.abort() }), { name: "AbortError" });
});
