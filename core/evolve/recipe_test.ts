import assert from "node:assert/strict";
import { flagArguments } from "./bootstrap_recipe.ts";
import { parseRecipe } from "./recipe.ts";

const RECIPE = `
[bootstrap]
problems = { numbers = "hard", reworded = 0.15 }
tokenizer = { rows = 1024 }
export = { type = "q8_0" }
[[bootstrap.stages]]
shards = [{ seed = 1, count = 20_000, min_definitions = 0, max_definitions = 2 }]
training = { minutes = 75, batch_tokens = 4096, compile = false, keep_repeats = true }
[[rounds]]
guide = "terminals"
passes = [{ search = { rollouts = 16 } }, { problems = "unsolved", trees = 2 }]
`;

Deno.test("parseRecipe() reads stages with their shards and flags", () => {
  const { stages, problems } = parseRecipe(RECIPE, "recipe.toml").bootstrap!;
  assert.equal(problems.numbers, "hard");
  assert.equal(stages[0].shards[0].count, 20_000);
  assert.deepEqual(flagArguments(stages[0].training), ["--minutes", "75", "--batch-tokens", "4096", "--keep-repeats"]);
});

Deno.test("parseRecipe() reads rounds, and fills in the paper's choices", () => {
  const { rounds, sft, pairs, policy, seed } = parseRecipe(RECIPE, "recipe.toml");
  assert.deepEqual(rounds[0].passes, [
    { problems: "all", trees: 1, search: { rollouts: 16 } },
    { problems: "unsolved", trees: 2, search: {} },
  ]);
  assert.deepEqual(sft, { count: 2, minAccuracy: 0, luckyGuesses: "drop", rounds: "all" });
  assert.deepEqual([pairs.selection, policy.copies, seed], ["paper", 1, 0]);
});

Deno.test("parseRecipe() says what is wrong", () => {
  const fails = (text: string, pattern: RegExp) =>
    assert.throws(() => parseRecipe(text, "recipe.toml"), { code: "bad_request", message: pattern });
  fails("[bootstrap", /recipe\.toml as TOML/);
  fails(RECIPE.replace("20_000", "0"), /stages\.0\.shards\.0\.count/);
  fails(RECIPE.replace("rows = 1024", "rows = [1]"), /tokenizer\.rows/);
  fails(RECIPE.replace("rollouts = 16", "rolouts = 16"), /passes\.0\.search.*rolouts/);
  fails(RECIPE + "[surprise]\n", /surprise/);
});

Deno.test("the embedded model's recipe can be read", async () => {
  const url = new URL("../../models/rstar-tiny/recipe.toml", import.meta.url);
  const { bootstrap } = parseRecipe(await Deno.readTextFile(url), "recipe.toml");
  const seeds = bootstrap!.stages.flatMap(({ shards }) => shards.map(({ seed }) => seed));
  assert.equal(new Set(seeds).size, seeds.length, "no problem is drawn twice");
});
