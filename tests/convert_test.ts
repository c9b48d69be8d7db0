/**
 * Checkpoints of each architecture, made and computed by Transformers (`testing/convert_models.py`), against their GGUF files in
 * llama.cpp. Runs where the training environment was made.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { openModel } from "@rstar/native";
import { openLibrary } from "@rstar/native/library";
import { LlamaModel } from "@rstar/native/llama";
import { compare, type ParityVectors } from "./testing/parity.ts";
import { ignore, runTrainingPython, skipped } from "./testing/training_python.ts";

const library = await openLibrary();
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Cases of real tokenizers, which are no part of this project. */
const DATA = path("../../shared/data/tokenizer");
const hasData = await Deno.stat(DATA).then(() => true, () => false);

const folder = await Deno.makeTempDir({ prefix: "rstar-convert-" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
if (!ignore) await runTrainingPython([path("testing/convert_models.py"), folder, ...hasData ? [DATA] : []]);

const readJson = async (file: string) => JSON.parse(await Deno.readTextFile(`${folder}/${file}`));

for (const name of ["qwen2", "llama2", "llama3", "phi3"]) {
  Deno.test({
    name: `export_gguf keeps the tokens, logits and greedy texts of a ${name} checkpoint${skipped}`,
    ignore,
    async fn() {
      const vectors: ParityVectors & { readonly bos: number | null } = await readJson(`${name}.json`);
      for (const [kind, tolerance] of [["f32", 1e-4], ["bf16", 0.2], ["q8_0", 0.5]] as const) {
        using model = LlamaModel.load(library, `${folder}/${name}-${kind}.gguf`);
        assert.equal(model.vocabulary.beginOfSequence ?? null, vectors.bos);
        const { otherTokens, maxLogitDifference, equalGreedy } = await compare(model, vectors);
        assert.deepEqual(otherTokens, []);
        assert.ok(maxLogitDifference < tolerance, `${kind}: maxdiff ${maxLogitDifference}`);
        if (kind === "f32") assert.equal(equalGreedy, vectors.prompts.length);
      }
    },
  });
}

Deno.test({ name: `export_gguf tells the window of a Phi-3 as its context${skipped}`, ignore }, () => {
  using model = LlamaModel.load(library, `${folder}/phi3-q8_0.gguf`);
  assert.equal(model.contextTrained, 512);
});

for (const name of ["official", "labelled"]) {
  Deno.test({
    name: `openModel() scores with a converted ${name} reward model as Transformers does${skipped}`,
    ignore,
    async fn() {
      const { prefixes, scores }: { prefixes: { question: string; solution: string }[]; scores: number[] } =
        await readJson(`${name}.json`);
      assert.ok(Math.max(...scores) - Math.min(...scores) > 0.1, "scores that are all the same would prove nothing");
      for (const [kind, tolerance] of [["f32", 1e-4], ["f16", 2e-3]] as const) {
        const ppm = `${folder}/${name}-${kind}.gguf`;
        const engine = { sequences: 4, kvType: "f32" } as const;
        await using model = await openModel(`${folder}/qwen2-q8_0.gguf`, { ppm, engine });
        const own = await model.ppm!.score(prefixes);
        const difference = Math.max(...own.map((score, index) => Math.abs(score - scores[index])));
        assert.ok(difference < tolerance, `${kind}: ${difference}`);
      }
    },
  });
}

for (const name of ["qwen2", "phi-3"]) {
  Deno.test({
    name: `export_gguf keeps the tokenizer of ${name}: its recorded cases` +
      (hasData ? skipped : ` (skipped, absent: ${DATA})`),
    ignore: ignore || !hasData,
    async fn() {
      const lines = (await Deno.readTextFile(`${DATA}/${name}.jsonl`)).trim().split("\n").map((line) =>
        JSON.parse(line)
      );
      assert.ok(lines.length >= 40);
      using model = LlamaModel.load(library, `${folder}/real-${name}.gguf`);
      for (const { text, ids } of lines) {
        assert.deepEqual(model.vocabulary.tokenize(text, { special: false }), ids, JSON.stringify(text));
      }
    },
  });
}
