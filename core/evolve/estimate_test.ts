import assert from "node:assert/strict";
import { estimateRound } from "./estimate.ts";
import { parseRecipe } from "./recipe/recipe.ts";
import { madeUpManifests } from "./testing/manifests.ts";

const RECIPE = parseRecipe(
  `
  [search]
  candidates = 4
  rollouts = 10
  [[rounds]]
  guide = "terminals"
  passes = [{ problems = "all" }]
  [[rounds]]
  guide = "terminals"
  passes = [{ problems = "all" }, { problems = "unsolved", trees = 2, search = { rollouts = 20 } }]
  [policy]
  training = { minutes = 2 }
  [ppm]
  training = { minutes = 1 }
  `,
  "recipe.toml",
);

Deno.test("estimateRound() assumes where no round is finished", () => {
  const first = estimateRound(1, { recipe: RECIPE, problems: 100, finished: [] });
  const second = estimateRound(2, { recipe: RECIPE, problems: 100, finished: [] });
  assert.deepEqual([first.trees, second.trees], [100, 200]);
  assert.equal(second.tokens / first.tokens, 3); // half of the problems get two trees of twice the rollouts
  assert.deepEqual([first.trainingSeconds, first.measured], [180, null]);
});

Deno.test("estimateRound() goes by the last finished round before it", () => {
  const finished = madeUpManifests(2);
  const [one] = finished;
  const { trees, tokens, searchSeconds, trainingSeconds, measured } = estimateRound(2, {
    recipe: RECIPE,
    problems: 100,
    finished,
  });
  const { all } = one.coverage;
  const again = 2 * Math.round((100 * all.allWrong) / all.problems);
  assert.deepEqual([measured, trees], [1, 100 + again]);
  assert.ok(Math.abs(tokens - (100 + 2 * again) * (one.search.tokens / one.search.trees)) < 1e-6 * tokens);
  assert.ok(Math.abs(searchSeconds - tokens / (one.search.tokens / one.seconds.search)) < 1e-6 * searchSeconds);
  assert.equal(trainingSeconds, one.seconds.policy + one.seconds.ppm);
});

Deno.test("estimateRound() says that it cannot tell how long a training by epochs takes", () => {
  const recipe = { ...RECIPE, policy: { ...RECIPE.policy, training: { epochs: 2 } } };
  assert.equal(estimateRound(1, { recipe, problems: 1, finished: [] }).trainingSeconds, null);
});
