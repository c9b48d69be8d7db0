import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { openLibrary } from "@rstar/native/library";
import { LlamaModel } from "@rstar/native/llama";
import { compare, type ParityVectors } from "./testing/parity.ts";
import { ignore, runTrainingPython, skipped } from "./testing/training_python.ts";

const library = await openLibrary();
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const read = async (file: string): Promise<ParityVectors> => JSON.parse(await Deno.readTextFile(file));
/** Recorded with `python -m training.parity` on the policy that was exported, logits rounded to four decimals. */
const recorded = async (): Promise<ParityVectors> => {
  using file = await Deno.open(path("data/rstar_tiny_parity.json.gz"));
  return await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).json();
};

Deno.test("the embedded policy is tokenised as in training, on 1 000 texts, and computes what Transformers did", async () => {
  using model = LlamaModel.load(library, path("../models/rstar-tiny/policy.gguf"));
  const vectors = await recorded();
  assert.ok(vectors.texts.length >= 1000, `${vectors.texts.length} texts`);
  const { otherTokens, maxLogitDifference, equalGreedy } = await compare(model, vectors);
  assert.deepEqual(otherTokens, []);
  // q8_0 weights against f32 ones; the same check in f32 is below.
  assert.ok(maxLogitDifference < 0.5, `maxdiff ${maxLogitDifference}`);
  assert.ok(equalGreedy >= 0.9 * vectors.prompts.length, `${equalGreedy} of ${vectors.prompts.length} greedy texts`);
});

/** Makes a small random policy with a tokenizer of its own, exports it as f32 and f16, and computes its vectors. */
const EXPORT_RANDOM_POLICY = `
import json, subprocess, sys
from pathlib import Path
from training.policy.model import PolicySize, new_policy
from training.data.step_format import prompt
from training.data.tokenizer import train_tokenizer
out = Path(sys.argv[1])
rows = [{"question": f"What is {n} + {n * 7}?", "solution": f"<code>\\nprint({n} + {n * 7})\\n<end_of_code>"} for n in range(200)]
(out / "data.jsonl").write_text("\\n".join(map(json.dumps, rows)))
tokenizer = train_tokenizer((prompt(row["question"]) + row["solution"] for row in rows), 512)
model = new_policy(PolicySize(hidden=64, layers=3, heads=2, kv_heads=1, feed_forward=96, positions=1024, rows=512), tokenizer)
model.save_pretrained(out / "policy")
tokenizer.save_pretrained(out / "policy")
for kind in ("f32", "f16"):
    subprocess.run([sys.executable, "-m", "training.export_gguf", out / "policy", out / f"{kind}.gguf", "--type", kind], check=True)
subprocess.run([sys.executable, "-m", "training.parity", out / "policy", out / "parity.json", "--data", out / "data.jsonl"], check=True)
`;

Deno.test({
  name: `export_gguf keeps what Transformers computes${skipped}`,
  ignore,
  async fn() {
    const folder = await Deno.makeTempDir();
    await runTrainingPython(["-c", EXPORT_RANDOM_POLICY, folder]);
    const vectors = await read(`${folder}/parity.json`);
    for (const [kind, tolerance] of [["f32", 1e-4], ["f16", 1e-2]] as const) {
      using model = LlamaModel.load(library, `${folder}/${kind}.gguf`);
      const { otherTokens, maxLogitDifference } = await compare(model, vectors);
      assert.deepEqual(otherTokens, []);
      assert.ok(maxLogitDifference < tolerance, `${kind}: maxdiff ${maxLogitDifference}`);
    }
    await Deno.remove(folder, { recursive: true });
  },
});
