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
  const given = import.meta.filename!;
  const plan = await evolvePlan({ run, recipe: RECIPE, rounds: [1, 2], limit: 20, base: given });
  const [base, first, second] = plan.split("\n");
  assert.equal(base, `Policies are trained from ${given}`);
  assert.match(first, /^Round 1: 20 problems, guided by terminals; about 20 trees and .* M tokens, search about /);
  assert.match(second, /^Round 2: 20 problems, guided by the PPM of round 1; .* training unknown \(assumed/);
  assert.deepEqual([...Deno.readDirSync(folder)], []);
  await assert.rejects(evolvePlan({ run, recipe: RECIPE, rounds: [3] }), { code: "bad_request" });
});

Deno.test("evolvePlan() refuses what the round could not begin with", async () => {
  const folder = await Deno.makeTempDir();
  const run = new RunFolder(`${folder}/new`);
  const options = { run, recipe: RECIPE, rounds: [1], base: import.meta.filename! };
  const missing = { code: "bad_request", message: "Cannot start from /no/such.gguf as no file or folder is there" };
  await assert.rejects(evolvePlan({ ...options, base: "/no/such.gguf" }), missing);
  await assert.rejects(evolvePlan({ ...options, bootstrap: "/no/such.gguf" }), { code: "model_not_found" });
  await Deno.mkdir(run.round(0), { recursive: true });
  await Deno.writeTextFile(`${run.round(0)}/base.json`, JSON.stringify({ origin: "other.gguf", checkpoint: "x" }));
  await assert.rejects(evolvePlan(options), {
    message: /^Cannot start from .* as the run was begun from other\.gguf$/,
  });
});
