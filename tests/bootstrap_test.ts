/**
 * Growing a policy from nothing, small: where `deno task train` has made its environments.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { parseRecipe } from "@rstar/core";
import { growFirstPolicy } from "@rstar/core/evolve";
import { environmentIfReady, programEnvironment, PythonPrograms } from "@rstar/environment";
import { openLibrary } from "@rstar/native/library";
import { LlamaModel } from "@rstar/native/llama";

const pythonRoot = fileURLToPath(new URL("../python", import.meta.url));
const library = await openLibrary();
const ready = await Promise.all(
  (["problems", "training"] as const).map((name) => environmentIfReady(programEnvironment(pythonRoot, name))),
);
const absent = ready.includes(undefined);

const SMALL = `
[bootstrap]
problems = { numbers = "easy", reworded = 0.0 }
tokenizer = { rows = 512 }
export = { type = "f16" }
[[bootstrap.stages]]
shards = [{ seed = 1, count = 120, min_definitions = 0, max_definitions = 1 }]
training = { token_budget = 20_000, hidden = 64, layers = 2, heads = 2, kv_heads = 1, feed_forward = 96, rows = 512, eval_count = 8, threads = 1 }
[[bootstrap.stages]]
shards = [{ seed = 2, count = 60, min_definitions = 1, max_definitions = 1 }]
training = { token_budget = 6_000, eval_count = 8, threads = 1 }
`;

Deno.test({
  name: `growFirstPolicy() makes a policy that loads, and does nothing twice${
    absent ? " (skipped: deno task train makes its environments)" : ""
  }`,
  ignore: absent,
  async fn() {
    const folder = await Deno.makeTempDir();
    const { bootstrap: recipe } = parseRecipe(SMALL, "recipe.toml");
    const grow = async () => {
      const lines: string[] = [];
      const onProgress = (line: string): number => lines.push(line);
      const python = new PythonPrograms({ root: pythonRoot, onProgress, signal: new AbortController().signal });
      const { gguf: path } = await growFirstPolicy({ recipe: recipe!, folder, python, onProgress });
      return { path, lines };
    };
    const first = await grow();
    assert.ok(first.lines.some((line) => line.startsWith("training.sft: done")), first.lines.join("\n"));
    using model = LlamaModel.load(library, first.path);
    assert.equal(model.vocabulary.tokenize("<code>", { special: true }).length, 1);
    const again = await grow();
    assert.deepEqual(again.lines, []);
    await Deno.remove(folder, { recursive: true });
  },
});
