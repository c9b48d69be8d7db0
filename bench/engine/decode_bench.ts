/**
 * Speed of the engine, child process and pipes included: `width` candidates of 32 tokens for one prompt.
 *
 * `deno bench -A bench/engine/decode_bench.ts`; RSTAR_BENCH_MODEL names another model. One iteration generates width × 32
 * tokens: tokens/s = width × 32 / time. The prompt is in the cache, so that only decoding is measured.
 *
 * @module
 */
import { promptSegments } from "@rstar/core";
import { openBenchModel } from "./bench_model.ts";

const TOKENS = 32;
const question =
  "Let f(x) = 3*x + 2. Suppose 2*y = f(4) - 4. Let z be the remainder when y is divided by 7. What is z? ";
const prompt = promptSegments({ question, solution: "" });
const { engine, model } = await openBenchModel({ contextTokens: 512 });

for (const width of [1, 8, 32, 64]) {
  const seeds = Array.from({ length: width }, (_, seed) => seed);
  Deno.bench({
    name: `${width} candidates, ${width * TOKENS} tokens`,
    group: "decode",
    baseline: width === 1,
    async fn() {
      await engine.generate({ model: model.model, prompt, seeds, temperature: 1, stop: [], maxTokens: TOKENS });
    },
  });
}
