import assert from "node:assert/strict";
import { cutAt, TreeRecorder } from "@rstar/eval/strategies";
import { seededTree, treeSummary } from "@rstar/eval/testing";
import { cutAllAt } from "./consecutive_trees.ts";

Deno.test("cutAllAt() continues with the next tree where one is exhausted", () => {
  const recorder = new TreeRecorder();
  const small = { terminals: "exclude", recorder, maxDepth: 3 } as const;
  const first = seededTree(100, small);
  assert.ok(first.exhausted && first.rollouts < 60, "a tree of two levels is soon exhausted");
  const second = seededTree(100, { ...small, seed: 6 });
  const all = first.rollouts + second.rollouts;
  assert.deepEqual(cutAllAt(recorder.trees, 1).map(treeSummary), [treeSummary(cutAt(recorder.trees[0], 1))]);
  assert.deepEqual(cutAllAt(recorder.trees, first.rollouts).map(treeSummary), [treeSummary(first)]);
  const both = cutAllAt(recorder.trees, first.rollouts + 1).map(treeSummary);
  assert.deepEqual(both, [treeSummary(first), treeSummary(cutAt(recorder.trees[1], 1))]);
  assert.deepEqual(cutAllAt(recorder.trees, all).map(treeSummary), [treeSummary(first), treeSummary(second)]);
  assert.throws(() => cutAllAt(recorder.trees, all + 1), {
    message: `Cannot cut at ${all + 1} rollouts as the trees were grown with ${all}`,
  });
});
