import assert from "node:assert/strict";
import { type Ask, PRESETS, type SearchOptions, type ToldStep, Tree, uniform } from "@rstar/core";
import { cutAllAt, cutAt, TreeRecorder } from "./rollout_cuts.ts";

const OPTIONS: SearchOptions = { ...PRESETS.paper, candidates: 3, answerCandidates: 2, maxDepth: 6 };
const PROBLEM = { id: "p", question: "q" };

/** Steps that follow from the ask's seeds alone, as a policy's do. */
function steps({ node, seeds }: Ask): ToldStep[] {
  return seeds.map((seed, index) => {
    const random = uniform(seed);
    const told = { logProbability: -random(), ppm: 2 * random() - 1 };
    if (node.kind === "end-of-code") {
      return { ...told, text: `<answer>\\boxed{${index}}<end_of_answer>`, observation: null, answer: `${index}` };
    }
    const observation = { status: "ok" as const, output: "1", cpuMs: 1 };
    const ending = random() < 0.5 ? "<end_of_step>" : "<end_of_code>";
    return { ...told, text: `x = ${index}\n${ending}`, observation, answer: null };
  });
}

function grown(
  rollouts: number,
  { terminals, recorder, seed = 5, maxDepth = OPTIONS.maxDepth }: {
    readonly terminals: SearchOptions["terminals"];
    readonly recorder?: TreeRecorder;
    readonly seed?: number;
    readonly maxDepth?: number;
  },
): Tree {
  const options = { ...OPTIONS, rollouts, terminals, maxDepth };
  const tree = new Tree({ question: PROBLEM.question, options, reward: "ppm", seed });
  recorder?.follow({ type: "tree", problem: PROBLEM, index: 0, tree });
  for (let ask = tree.ask(); ask; ask = tree.ask()) {
    const expansion = { path: ask.node.path, tokens: 7 + ask.node.depth, steps: steps(ask) };
    tree.tell(expansion);
    recorder?.follow({ type: "tell", problem: PROBLEM, tree: 0, expansion });
  }
  return tree;
}

const summary = (tree: Tree) => ({
  rollouts: tree.rollouts,
  tokens: tree.tokens,
  found: tree.found.map(({ path, answer, visits, valueSum }) => ({ path, answer, visits, valueSum })),
});

Deno.test("cutAt() gives the tree that a shorter search grows", () => {
  for (const terminals of ["revisit", "exclude"] as const) {
    const recorder = new TreeRecorder();
    const whole = grown(32, { terminals, recorder });
    assert.ok(whole.found.length > 4);
    for (const rollouts of [1, 2, 4, 8, 16, 32]) {
      assert.deepEqual(summary(cutAt(recorder.trees[0], rollouts)), summary(grown(rollouts, { terminals })));
    }
  }
});

Deno.test("cutAt() refuses more rollouts than were grown", () => {
  const recorder = new TreeRecorder();
  grown(2, { terminals: "exclude", recorder });
  assert.throws(() => cutAt(recorder.trees[0], 20), {
    name: "RangeError",
    message: "Cannot cut a tree at 20 rollouts as it was grown with 2",
  });
});

Deno.test("cutAllAt() goes on to the next tree where one is exhausted", () => {
  const recorder = new TreeRecorder();
  const small = { terminals: "exclude", recorder, maxDepth: 3 } as const;
  const first = grown(100, small);
  assert.ok(first.exhausted && first.rollouts < 60, "a tree of two levels is soon exhausted");
  const second = grown(100, { ...small, seed: 6 });
  const all = first.rollouts + second.rollouts;
  assert.deepEqual(cutAllAt(recorder.trees, 1).map(summary), [summary(cutAt(recorder.trees[0], 1))]);
  assert.deepEqual(cutAllAt(recorder.trees, first.rollouts).map(summary), [summary(first)]);
  const both = cutAllAt(recorder.trees, first.rollouts + 1).map(summary);
  assert.deepEqual(both, [summary(first), summary(cutAt(recorder.trees[1], 1))]);
  assert.deepEqual(cutAllAt(recorder.trees, all).map(summary), [summary(first), summary(second)]);
  assert.throws(() => cutAllAt(recorder.trees, all + 1), {
    message: `Cannot cut at ${all + 1} rollouts as the trees were grown with ${all}`,
  });
});
