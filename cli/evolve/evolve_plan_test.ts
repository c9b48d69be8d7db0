import assert from "node:assert/strict";
import { parseRecipe } from "@rstar/core";
import { RunFolder } from "@rstar/core/evolve";
import { evolvePlan } from "./evolve_plan.ts";

const RECIPE = parseRecipe(
  `
  [[problems]]
  name = "easy"
  count = 30
  flags = {}
  [[rounds]]
  guide = "terminals"
  passes = [{}]
  [[rounds]]
  guide = "ppm"
  passes = [{}]
  `,
  "recipe.toml",
);

Deno.test("evolvePlan() has a line for each round, and writes nothing", async () => {
  const folder = await Deno.makeTempDir();
  const run = new RunFolder(`${folder}/new`);
  const plan = await evolvePlan({ run, recipe: RECIPE, rounds: [1, 2], limit: 20, base: "models/x.gguf" });
  const [base, first, second] = plan.split("\n");
  assert.equal(base, "Policies are trained from models/x.gguf");
  assert.match(first, /^Round 1: 20 problems, guided by terminals; about 20 trees and .* M tokens, search about /);
  assert.match(second, /^Round 2: 20 problems, guided by the PPM of round 1; .* training unknown \(assumed/);
  assert.deepEqual([...Deno.readDirSync(folder)], []);
  await assert.rejects(evolvePlan({ run, recipe: RECIPE, rounds: [3] }), { code: "bad_request" });
});
