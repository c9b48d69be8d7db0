import assert from "node:assert/strict";
import { cutAt, TreeRecorder } from "./rollout_cuts.ts";
import { seededTree, treeSummary } from "./testing/seeded_tree.ts";

Deno.test("cutAt() gives the tree that a shorter search grows", () => {
  for (const terminals of ["revisit", "exclude"] as const) {
    const recorder = new TreeRecorder();
    const whole = seededTree(32, { terminals, recorder });
    assert.ok(whole.found.length > 4);
    for (const rollouts of [1, 2, 4, 8, 16, 32]) {
      const cut = cutAt(recorder.trees[0], rollouts);
      assert.deepEqual(treeSummary(cut), treeSummary(seededTree(rollouts, { terminals })));
    }
  }
});

Deno.test("cutAt() refuses more rollouts than were grown", () => {
  const recorder = new TreeRecorder();
  seededTree(2, { terminals: "exclude", recorder });
  assert.throws(() => cutAt(recorder.trees[0], 20), {
    name: "RangeError",
    message: "Cannot cut a tree at 20 rollouts as it was grown with 2",
  });
});
