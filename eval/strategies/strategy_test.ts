import assert from "node:assert/strict";
import { RstarError } from "@rstar/core";
import { needsPpm, parseStrategies } from "./strategy.ts";

Deno.test("parseStrategies() reads every form, and doubles a range", () => {
  const strategies = parseStrategies("greedy, solve,majority@16,search@1..6,search:msft@4,beam@8,best@2..2");
  assert.deepEqual(strategies.map(({ name }) => name), [
    ...["greedy", "solve", "majority@16", "search@1", "search@2", "search@4", "search@6", "search:msft@4", "beam@8"],
    "best@2",
  ]);
  assert.deepEqual(strategies[3], { name: "search@1", way: "search", preset: null, rollouts: 1 });
  assert.deepEqual(strategies.filter(needsPpm).map(({ way }) => way), ["beam", "best"]);
});

Deno.test("parseStrategies() refuses what is no strategy, and the same twice", () => {
  for (
    const text of [
      "",
      "greedy@2",
      "majority",
      "majority@0",
      "search:none@2",
      "search:constructor@2",
      "beam:paper@2",
      "search@8..4",
      "mcts@8",
      "majority@1000001",
      `search@1..${"9".repeat(400)}`,
    ]
  ) {
    assert.throws(() => parseStrategies(text), RstarError, text);
  }
  assert.throws(() => parseStrategies("search@1..4,search@2"), /search@2 as it is asked for twice/);
});
