/**
 * What prefix sharing saves in a search: tokens computed with sharing on, relative to those with sharing off (goal: 0.2), for
 * 8 problems at the same time, 8 candidates a step, 8 steps deep, one of the candidates followed.
 *
 * `deno bench -A bench/engine/prefix_sharing_bench.ts`; RSTAR_BENCH_MODEL names another model.
 *
 * @module
 */
import { promptSegments } from "@rstar/core";
import { type BenchModel, openBenchModel } from "./bench_model.ts";

const [PROBLEMS, CANDIDATES, DEPTH, STEP_TOKENS] = [8, 8, 8, 40];

/** One tree: a request at each depth, of which one candidate is followed. */
async function search({ engine, model }: BenchModel, problem: number): Promise<void> {
  const question = `Problem ${problem}: let f(x) = 3*x + ${problem}. Suppose 2*y = f(4) - 4. What is y, rounded up?`;
  const seeds = Array.from({ length: CANDIDATES }, (_, seed) => seed + 100 * problem);
  let solution = "<code>\n";
  for (let depth = 0; depth < DEPTH; depth++) {
    const prompt = promptSegments({ question, solution });
    const request = { model: model.model, prompt, seeds, temperature: 1, stop: [], maxTokens: STEP_TOKENS };
    await engine.generate(request);
    // A random model writes random bytes; a step of about 40 tokens stands in for them.
    solution += `# Step ${depth}\nx${depth} = f(${problem})\nprint(x${depth}, 10)\n<end_of_step>\n\n`;
  }
}

const computed: Record<"on" | "off", number> = { on: NaN, off: NaN };
let reported = false;
for (const sharing of ["on", "off"] as const) {
  Deno.bench({
    name: `sharing ${sharing}, ${PROBLEMS} problems, ${CANDIDATES} candidates, depth ${DEPTH}`,
    group: "prefix sharing",
    n: 1,
    warmup: 0,
    async fn() {
      await using bench = await openBenchModel({ contextTokens: 768, sharing: sharing === "on" });
      await Promise.all(Array.from({ length: PROBLEMS }, (_, problem) => search(bench, problem)));
      const stats = (await bench.engine.stats())[bench.model.model];
      computed[sharing] = stats.prefilledTokens + stats.generatedTokens - stats.mergedTokens;
      if (sharing === "off" && !reported) {
        reported = true;
        console.log(
          `tokens computed with sharing ${computed.on}, without ${computed.off}: ${
            (computed.on / computed.off).toFixed(3)
          }`,
        );
      }
    },
  });
}
