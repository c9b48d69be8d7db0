import assert from "node:assert/strict";
import { PolicyError } from "./errors.ts";
import type { Policy } from "./policy.ts";
import { SUM_VERIFIER, SumPolicy } from "./evolve/testing/sums.ts";
import { small } from "./search/testing/scripted_steps.ts";
import { solve } from "./solve.ts";

const PORTS = { policy: new SumPolicy(), verifier: SUM_VERIFIER };
const PROBLEM = { id: "1", question: "What is 17 + 4?" };
const SEARCH = small({ candidates: 4, rollouts: 6 });

Deno.test("solve() gives the answer with its trajectory, its tree and what it took", async () => {
  const result = await solve(PROBLEM, PORTS, { search: SEARCH, trees: 3 });
  const { answer, share, votes, trajectory, tree, trees, trajectories, stopped, usage } = result;
  assert.deepEqual([answer, share, votes], ["21", 1, trajectories.length]);
  assert.equal(trajectory?.answer, "21");
  assert.ok(trees.length === 3 && tree.found.includes(trajectory.steps.at(-1)!), "the tree is the winner's");
  assert.deepEqual([usage.rollouts, stopped], [trees.reduce((sum, { rollouts }) => sum + rollouts, 0), "rollouts"]);
  assert.ok(usage.tokens > 0 && usage.seconds > 0);
});

Deno.test("solve() gives a result for an unsolved problem: no answer, no votes, the first tree", async () => {
  const cut: Policy = {
    propose: ({ seeds }) =>
      Promise.resolve(seeds.map(() => ({ text: "cut", finish: "length", tokens: 1, logProbability: -1 }))),
  };
  const result = await solve(PROBLEM, { ...PORTS, policy: cut }, { search: SEARCH, trees: 2 });
  assert.deepEqual([result.answer, result.confidence, result.votes, result.trajectory], [null, 0, 0, null]);
  assert.equal(result.tree, result.trees[0]);
});

Deno.test("solve() hands each event but the last to onEvent", async () => {
  const types: string[] = [];
  await solve(PROBLEM, PORTS, { search: { ...SEARCH, rollouts: 1 }, onEvent: ({ type }) => types.push(type) });
  assert.deepEqual(types, ["tree", "tell", "progress", "tell", "progress", "tell", "progress"]);
});

Deno.test("solve() throws what a port threw, and what onEvent threw", async () => {
  const refused = { ...PORTS, policy: new SumPolicy({ refused: new Set([PROBLEM.question]) }) };
  await assert.rejects(
    solve(PROBLEM, refused, { search: SEARCH }),
    (error) => error instanceof PolicyError && error.code === "engine_failed",
  );
  const onEvent = () => {
    throw new Error("the reader is gone");
  };
  await assert.rejects(solve(PROBLEM, PORTS, { search: SEARCH, onEvent }), /the reader is gone/);
});

Deno.test("solve() gives what it has found when its signal aborts", async () => {
  const controller = new AbortController();
  const result = await solve(PROBLEM, PORTS, {
    search: SEARCH,
    signal: controller.signal,
    onEvent: (event) => event.type === "progress" && event.best && controller.abort(),
  });
  assert.deepEqual([result.answer, result.stopped], ["21", "cancelled"]);
  const early = await solve(PROBLEM, PORTS, { search: SEARCH, signal: AbortSignal.abort() });
  assert.deepEqual([early.answer, early.stopped, early.trees.length], [null, "cancelled", 1]);
});

Deno.test("solve() never reads a ground truth, and does not take one by its types", async () => {
  const labelled = {
    ...PROBLEM,
    get answer(): string {
      throw new Error("the ground truth was read");
    },
  };
  // @ts-expect-error: a labelled problem is no UnlabelledProblem
  await solve(labelled, PORTS, { search: SEARCH });
});
