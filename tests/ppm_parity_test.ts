import assert from "node:assert/strict";
import { promptSegments } from "@rstar/core";
import { LlamaPpm } from "@rstar/native";
import { Engine } from "@rstar/native/engine";
import { openLibrary } from "@rstar/native/library";
import { ignore, runTrainingPython, skipped } from "./testing/training_python.ts";

const library = await openLibrary();

/** Makes a small random PPM with a tokenizer of its own, exports it as f16, and records what Transformers scores. */
const EXPORT_RANDOM_PPM = `
import json, subprocess, sys
from pathlib import Path
import torch
torch.set_num_threads(1)
from training.policy.model import PolicySize, new_policy
from training.reward.preference_model import load_preference_model
from training.data.step_format import prompt
from training.data.tokenizer import train_tokenizer
out = Path(sys.argv[1])
rows = [{
  "question": f"What is {n} + {n * 7}?",
  "solution": f"<code>\\n# Step 1: define x\\nx = {n} + {n * 7}\\n<end_of_step>\\n# Step 2: print\\nprint(x)\\n<end_of_step>"
} for n in range(100)]
(out / "data.jsonl").write_text("\\n".join(map(json.dumps, rows)))
tokenizer = train_tokenizer((prompt(row["question"]) + row["solution"] for row in rows), 512)
policy = new_policy(PolicySize(hidden=64, layers=2, heads=2, kv_heads=1, feed_forward=96, rows=512), tokenizer)
for part in ("policy", "ppm"):
    tokenizer.save_pretrained(out / part)
policy.save_pretrained(out / "policy")
ppm = load_preference_model(out / "policy", tokenizer, scale=5)
torch.nn.init.normal_(ppm.score.weight, std=0.2, generator=torch.Generator().manual_seed(0))  # scores of about 1
ppm.save_pretrained(out / "ppm")
for args in (
    ("export_gguf", out / "ppm", out / "ppm.gguf", "--type", "f16"),
    ("ppm_parity", out / "ppm", out / "scores.json", "--data", out / "data.jsonl", "--prefixes", "200"),
):
    subprocess.run([sys.executable, "-m", f"training.{args[0]}", *args[1:]], check=True)
`;

/** As `python -m training.ppm_parity` writes it. */
interface ScoredPrefix {
  readonly question: string;
  readonly solution: string;
  readonly score: number;
}

Deno.test({
  name: `a PPM scores 200 prefixes as Transformers does${skipped}`,
  ignore,
  async fn() {
    const folder = await Deno.makeTempDir();
    await runTrainingPython(["-c", EXPORT_RANDOM_PPM, folder]);
    const expected: ScoredPrefix[] = JSON.parse(await Deno.readTextFile(`${folder}/scores.json`));
    const scores = expected.map(({ score }) => score);
    assert.equal(scores.length, 200);
    assert.ok(Math.max(...scores) - Math.min(...scores) > 0.5, "scores that are all alike prove nothing");

    await using engine = new Engine({ library });
    const model = await engine.loadModel(`${folder}/ppm.gguf`, { kvType: "f32" });
    const largestDifference = (own: readonly number[], others: readonly number[]): number =>
      Math.max(...own.map((score, index) => Math.abs(score - others[index])));

    const raw = await engine.score({ model: model.model, prompts: expected.map((prefix) => promptSegments(prefix)) });
    const difference = largestDifference(raw, scores);
    assert.ok(difference <= 2e-3, `maxdiff ${difference}`);

    const ppm = new LlamaPpm({ engine, model, scale: 5 });
    const afterTanh = largestDifference(await ppm.score(expected), scores.map((score) => Math.tanh(score / 5)));
    assert.ok(afterTanh <= 1e-3, `maxdiff ${afterTanh}`);
    await Deno.remove(folder, { recursive: true });
  },
});
