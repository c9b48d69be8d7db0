import assert from "node:assert/strict";
import { flagArguments, parseBootstrapRecipe } from "./bootstrap_recipe.ts";

const RECIPE = `
[problems]
numbers = "hard"
reworded = 0.15
[tokenizer]
rows = 1024
[[stages]]
shards = [{ seed = 1, count = 20_000, min_definitions = 0, max_definitions = 2 }]
training = { minutes = 75, batch_tokens = 4096, compile = false, keep_repeats = true }
[export]
type = "q8_0"
`;

Deno.test("parseBootstrapRecipe() reads stages with their shards and flags", () => {
  const { stages, problems } = parseBootstrapRecipe(RECIPE, "recipe.toml");
  assert.equal(problems.numbers, "hard");
  assert.equal(stages[0].shards[0].count, 20_000);
  assert.deepEqual(flagArguments(stages[0].training), ["--minutes", "75", "--batch-tokens", "4096", "--keep-repeats"]);
});

Deno.test("parseBootstrapRecipe() says what is wrong", () => {
  const fails = (text: string, pattern: RegExp) =>
    assert.throws(() => parseBootstrapRecipe(text, "recipe.toml"), { code: "bad_request", message: pattern });
  fails("[problems", /recipe\.toml as TOML/);
  fails(RECIPE.replace("20_000", "0"), /stages\.0\.shards\.0\.count/);
  fails(RECIPE.replace("rows = 1024", "rows = [1]"), /tokenizer\.rows/);
  fails(RECIPE + "[surprise]\n", /surprise/);
});

Deno.test("the embedded model's recipe can be read", async () => {
  const url = new URL("../../models/rstar-tiny/recipe.toml", import.meta.url);
  const { stages } = parseBootstrapRecipe(await Deno.readTextFile(url), "recipe.toml");
  const seeds = stages.flatMap(({ shards }) => shards.map(({ seed }) => seed));
  assert.equal(new Set(seeds).size, seeds.length, "no problem is drawn twice");
});
