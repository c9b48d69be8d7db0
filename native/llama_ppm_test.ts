import assert from "node:assert/strict";
import type { ModelInfo } from "./engine/engine_port.ts";
import { LlamaPpm, readScoreHead } from "./llama_ppm.ts";
import { writeTinyGguf } from "./testing/tiny_gguf.ts";

const model: ModelInfo = {
  model: "ppm",
  path: "ppm.gguf",
  parameters: 1,
  contextTokens: 8,
  vocabularySize: 2,
  scores: true,
};
const engine = { score: () => Promise.resolve([-2, 0, 3]), generate: () => Promise.reject(new Error("not a policy")) };
const prefixes = ["a", "b", "c"].map((solution) => ({ question: "1 + 1?", solution }));
const f32 = (value: number) => ({ type: "f32", value }) as const;

Deno.test("LlamaPpm.score() is tanh of the logit by default, with bias and scale where the head has them", async () => {
  const plain = await new LlamaPpm({ engine, model }).score(prefixes);
  assert.deepEqual(plain, [-2, 0, 3].map(Math.tanh));
  const official = await new LlamaPpm({ engine, model, scale: 5, bias: 0.5 }).score(prefixes);
  assert.deepEqual(official, [-1.5 / 5, 0.5 / 5, 3.5 / 5].map(Math.tanh));
});

Deno.test("readScoreHead() reads bias and scale of the file, and nothing where it has none", () => {
  using plain = writeTinyGguf({ scoreRow: true });
  assert.deepEqual(readScoreHead(plain.path), { scale: undefined, bias: undefined });
  using official = writeTinyGguf({ scoreRow: true, metadata: { "ppm.scale": f32(5), "ppm.score_bias": f32(-0.5) } });
  assert.deepEqual(readScoreHead(official.path), { scale: 5, bias: -0.5 });
});

Deno.test("readScoreHead() rejects a scale or bias that makes no sense", () => {
  for (
    const [key, value] of [["ppm.scale", f32(0)], ["ppm.score_bias", f32(NaN)], [
      "ppm.scale",
      { type: "string", value: "5" },
    ]] as const
  ) {
    using file = writeTinyGguf({ scoreRow: true, metadata: { [key]: value } });
    assert.throws(() => readScoreHead(file.path), { code: "model_invalid" }, key);
  }
});
