import assert from "node:assert/strict";
import { optionsOf } from "../testing/program_options.ts";
import { flagArguments, type Flags } from "./flags.ts";
import { type EvolutionRecipe, parseRecipe } from "./recipe.ts";

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

/** The recipes of this project, from its root. */
const RECIPES = [
  "models/rstar-tiny/recipe.toml",
  "docs/recipes/qwen2.5-math-7b.toml",
  "models/rstar-tiny/round-5.toml",
  "models/rstar-tiny/round-6.toml",
];

function readText(path: string): Promise<string> {
  return Deno.readTextFile(new URL(`../../../${path}`, import.meta.url));
}

async function recipeAt(path: string): Promise<EvolutionRecipe> {
  return parseRecipe(await readText(path), path);
}

/** Every program that a recipe gives flags to, with the flags. */
function programsOf({ bootstrap, problems = [], policy, ppm }: EvolutionRecipe): [module: string, flags: Flags][] {
  const { tokenizer, stages = [], export: exported, problems: drawn } = bootstrap ?? {};
  return [
    ["training.tokenizer", { ...tokenizer }],
    ...stages.map(({ training }): [string, Flags] => ["training.sft", training]),
    ...[...stages.flatMap(({ shards }) => shards), ...policy.demonstrations]
      .map((shard): [string, Flags] => ["problems.generate", { ...shard, ...drawn }]),
    ["training.export_gguf", { ...exported }],
    ...problems.map(({ flags }): [string, Flags] => ["problems.generate", flags]),
    ["training.sft", policy.training],
    ["training.export_gguf", policy.export],
    ["training.ppm", ppm.training],
    ["training.export_gguf", ppm.export],
  ];
}

Deno.test("the embedded model's recipe draws no problem twice", async () => {
  const { bootstrap } = await recipeAt(RECIPES[0]);
  const seeds = bootstrap!.stages.flatMap(({ shards }) => shards.map(({ seed }) => seed));
  assert.equal(new Set(seeds).size, seeds.length);
});

Deno.test("the 7B recipe follows the paper's rounds", async () => {
  const { rounds, policy, ppm, launch } = await recipeAt(RECIPES[1]);
  const numbers = rounds.map(({ guide, passes }) => [
    guide,
    ...passes.map(({ problems, trees, search }) => [problems, trees, search.candidates, search.rollouts]),
  ]);
  assert.deepEqual(numbers, [
    ["terminals", ["all", 1, 5, 8]],
    ["terminals", ["all", 1, 8, 16], ["unsolved", 1, 8, 16]],
    ["ppm", ["all", 1, 8, 16], ["unsolved", 1, 8, 16]],
    ["ppm", ["all", 2, 16, 16], ["unsolved", 1, 16, 64], ["unsolved", 1, 16, 128]],
  ]);
  const steps = [policy, ppm].map(({ training }) => [training.epochs, training.batch_examples, training.learning_rate]);
  assert.deepEqual(steps, [[2, 128, 7e-6], [1, 512, 7e-6]]);
  assert.ok(policy.server?.command.includes("{model}"));
  assert.match(await readText(launch[launch.indexOf("--config_file") + 1]), /^distributed_type: FSDP$/m);
});

for (const path of RECIPES) {
  Deno.test(`${path} gives programs only flags that they have`, async () => {
    const programs = programsOf(await recipeAt(path));
    for (const [module, flags] of programs) {
      const options = await optionsOf(module);
      for (const [name, value] of Object.entries(flags)) {
        const flag = `--${name.replaceAll("_", "-")}`;
        assert.ok(options.has(flag), `${module} has no ${flag}`);
        assert.equal(typeof value !== "boolean", options.get(flag), `${module} ${flag} with ${value}`);
      }
    }
    assert.ok(programs.filter(([, flags]) => Object.keys(flags).length > 0).length >= 4);
  });
}

Deno.test("optionsOf() reads a program's own options and those it shares, and no other's", async () => {
  const options = await optionsOf("training.ppm");
  for (const name of ["--loss-on", "--patience", "--batch-tokens"]) assert.equal(options.get(name), true);
  assert.equal(options.get("--resume"), false);
  assert.equal(options.has("--train-on-output"), false);
});
