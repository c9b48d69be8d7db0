/**
 * The cost of the KV cache's layout with many trees: requests of 8 candidates each, all at the same time, with one stream a
 * sequence and with one pool of cells, without and with flash attention.
 *
 * `deno bench -A bench/engine/kv_layout_bench.ts`; RSTAR_BENCH_MODEL names another model, and `--filter "16 requests"` keeps
 * its run short.
 *
 * @module
 */
import { promptSegments } from "@rstar/core";
import { openBenchModel } from "./bench_model.ts";

const [CANDIDATES, TOKENS] = [8, 24];
const LAYOUTS = {
  streams: { kv: "streams", flashAttention: false },
  unified: { kv: "unified", flashAttention: false },
  "unified, flash attention": { kv: "unified", flashAttention: true },
} as const;

for (const requests of [1, 16, 64]) {
  for (const [name, layout] of Object.entries(LAYOUTS)) {
    Deno.bench({
      name: `${requests} requests of ${CANDIDATES} candidates, ${name}`,
      group: `${requests} requests`,
      baseline: name === "streams",
      n: 3,
      warmup: 0,
      async fn(bench) {
        await using opened = await openBenchModel({ contextTokens: 512, sequences: 64, ...layout });
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
