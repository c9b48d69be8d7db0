/**
 * What the layout of the KV cache costs when many trees are served: requests of 8 candidates each, all at once, with a stream
 * a sequence and with one pool of cells.
 *
 * `deno bench -A bench/engine/kv_layout_bench.ts`; RSTAR_BENCH_MODEL names another model.
 *
 * @module
 */
import { promptSegments } from "@rstar/native";
import { openBenchModel } from "./bench_model.ts";

const [CANDIDATES, TOKENS] = [8, 24];

for (const requests of [1, 16, 64]) {
  for (const kv of ["streams", "unified"] as const) {
    Deno.bench({
      name: `${requests} requests of ${CANDIDATES} candidates, ${kv}`,
      group: `${requests} requests`,
      baseline: kv === "streams",
      n: 3,
      warmup: 0,
      async fn(bench) {
        await using opened = await openBenchModel({ contextTokens: 512, sequences: 64, kv });
        const { engine, model } = opened;
        const generate = (request: number) =>
          engine.generate({
            model: model.model,
            prompt: promptSegments({
              question: `Problem ${request}: what is ${request} * 17 + 4 * f(${request})?`,
              solution: "",
            }),
            seeds: Array.from({ length: CANDIDATES }, (_, index) => request * 100 + index),
            temperature: 1,
            stop: [],
            maxTokens: TOKENS,
          });
        await generate(1000);
        bench.start();
        await Promise.all(Array.from({ length: requests }, (_, request) => generate(request)));
        bench.end();
      },
    });
  }
}
