/**
 * `model.json`: what is accepted can be searched with, as it says.
 *
 * @module
 */
import { promptSegments, search } from "@rstar/core";
import { searchDefaults } from "@rstar/core/search";
import { SUM_VERIFIER, SumPolicy } from "@rstar/core/testing";
import { findModel, manifestSchema } from "@rstar/native";
import { promised, scratchFile, type Target } from "../target.ts";

const SEED = {
  name: "sums",
  policy: "policy.gguf",
  ppm: "ppm.gguf",
  template: "<|user|>\n{question}<|assistant|>\n",
  ppmScale: 1,
  search: { candidates: 3, rollouts: 2, choice: { rule: "top-majority", count: 4 }, terminals: "exclude" },
  agreement: { votes: 3, share: 0.5 },
  retries: 1,
  engine: { contextTokens: 512, kv: "unified", flashAttention: false, kvType: "f16", gpuLayers: 0 },
};
const PROBLEM = { id: "p", question: "What is 17 + 4?" };

const target: Target = {
  ms: 1000,
  seeds: [JSON.stringify(SEED), '{"name": "a", "policy": "a.gguf"}'],
  words: [...Object.keys(manifestSchema.shape).map((name) => `"${name}":`), "{question}", "../"],
  async run(input) {
    await Deno.writeFile(scratchFile("model.json"), input);
    try {
      const { manifest } = await findModel(scratchFile("."));
      promptSegments({ question: "q", solution: "" }, manifest.template);
      const ports = { policy: new SumPolicy(), verifier: SUM_VERIFIER };
      const signal = AbortSignal.timeout(50);
      for await (const event of search([PROBLEM], ports, { ...searchDefaults(manifest), signal })) {
        if (event.type === "failed") throw event.error;
      }
      return signal.aborted ? "stopped" : "searched";
    } catch (error) {
      return promised(error);
    }
  },
};
export default target;
