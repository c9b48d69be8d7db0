import assert from "node:assert/strict";
import fc from "fast-check";
import { solutionOf, walk } from "../../search/node.ts";
import { qValue } from "../../search/uct.ts";
import { coverage } from "./coverage.ts";
import type { GrownProblem } from "./grown_problem.ts";
import { fromOfficialTree, type OfficialTree, toOfficialTree } from "./official_trees.ts";
import { preferencePairs } from "./ppm_pairs.ts";
import { sftExamples } from "./sft_data.ts";
import { grownAtRandom } from "../testing/grown_trees.ts";

const node = (more: Partial<OfficialTree["rstar"][string]>) => ({
  text: "",
  action: "",
  action_input: "",
  final_answer: "",
  value: 0,
  q_value: 0,
  visit_count: 0,
  ...more,
});
const run = (text: string, observation: string) => ({
  text,
  action: "python_interpreter",
  action_input: text.split("\n<output>")[0],
  observation,
});
/** A tree as the official code writes it: PPM scores, an error that ended a step, an answer that no rollout reached. */
const OFFICIAL: OfficialTree = {
  question: "What is 3 + 4?",
  answer: "7",
  rstar: {
    "0": node({ value: 1, q_value: 1 / 3, visit_count: 3 }),
    "0.1": node({ ...run("<code>\nx = 3\n<end_of_step>", ""), value: 0.25, q_value: 0.3125, visit_count: 4 }),
    "0.2": node({
      ...run("<code>\nx\n<end_of_step>", "NameError: name 'x' is not defined"),
      text: "<code>\nx\n<end_of_step><end_of_code>\n<output>NameError: name 'x' is not defined<end_of_output>",
      final_answer: "Too many consecutive steps have code errors.",
      value: -1,
      q_value: -1,
      visit_count: 1,
    }),
    "0.1.1": node({
      ...run("\nprint(7)\n<end_of_code>\n<output>7<end_of_output>", "7"),
      value: -0.5,
      q_value: 0.125,
      visit_count: 4,
    }),
    "0.1.1.1": node({
      text: "\n<answer>\\boxed{7}\n<end_of_answer>",
      final_answer: "7",
      value: 1,
      q_value: 1,
      visit_count: 2,
    }),
    "0.1.1.2": node({
      text: "\n<answer>\\boxed{8}<end_of_answer>",
      final_answer: "8",
      value: -1,
      q_value: -1,
      visit_count: 1,
    }),
    "0.1.1.10": node({ text: "<answer>\\boxed{9}<end_of_answer>", final_answer: "9" }),
  },
};

Deno.test("fromOfficialTree() reads what the official code wrote", () => {
  const { problem, tree } = fromOfficialTree(JSON.stringify(OFFICIAL));
  assert.deepEqual(problem, { id: "What is 3 + 4?", question: "What is 3 + 4?", answer: "7" });
  const [step, failed] = tree.root.children;
  assert.deepEqual(
    [step.path, step.kind, step.observation?.status, step.ppm, step.visits, qValue(step)],
    ["0", "code", "ok", 0.25, 4, 0.3125],
  );
  assert.deepEqual(
    [failed.invalid, failed.kind, failed.observation?.status, failed.consecutiveErrors],
    ["code-error", "code", "error", 1],
  );
  assert.deepEqual(tree.found.map(({ path, answer, correct }) => [path, answer, correct]), [
    ["0.0.0", "7", true],
    ["0.0.1", "8", false],
  ]);
  assert.equal(tree.root.answers, 3);
  const [example] = sftExamples({ problem, trees: [tree] }, { round: 1 }).examples;
  assert.equal(
    example.solution,
    "<code>\nx = 3\n<end_of_step>\nprint(7)\n<end_of_code>\n<output>7<end_of_output>\n<answer>\\boxed{7}\n<end_of_answer>",
  );
});

Deno.test("toOfficialTree() restores what fromOfficialTree() read", () => {
  const { problem, tree } = fromOfficialTree(JSON.stringify(OFFICIAL));
  assert.deepEqual(toOfficialTree(problem, tree), OFFICIAL);
});

Deno.test("fromOfficialTree() does not mind the order of the nodes", () => {
  const rstar = Object.fromEntries(Object.entries(OFFICIAL.rstar).reverse());
  const { problem, tree } = fromOfficialTree(JSON.stringify({ ...OFFICIAL, rstar }));
  const line = toOfficialTree(problem, tree);
  assert.deepEqual(Object.keys(line.rstar), Object.keys(OFFICIAL.rstar), "level by level");
  assert.deepEqual(line, OFFICIAL);
});

Deno.test("fromOfficialTree() refuses what is no such tree", () => {
  const refuses = (rstar: unknown, message: RegExp) =>
    assert.throws(() => fromOfficialTree(JSON.stringify({ ...OFFICIAL, rstar })), { code: "bad_request", message });
  refuses({ "0": node({}), "0.1.1": node({}) }, /node 0\.1\.1 has no parent/);
  refuses({}, /has no root/);
  refuses({ "1": node({}) }, /rstar/);
  refuses({ "0": { ...node({}), visit_count: -1 } }, /rstar 0 visit_count/);
  assert.throws(() => fromOfficialTree('{"time": 3'), { code: "bad_request", message: /no JSON/ });
});

const lines = ({ problem, trees }: GrownProblem): string[] =>
  trees.map((tree) => JSON.stringify(toOfficialTree(problem, tree)));
const imported = (grown: GrownProblem): GrownProblem => {
  const read = lines(grown).map(fromOfficialTree);
  return { problem: read[0].problem, trees: read.map(({ tree }) => tree) };
};

const qValues = ({ trees }: GrownProblem) =>
  trees.flatMap(({ root }) =>
    [...walk(root)].filter((step) => step.parent !== null && step.invalid === null && step.visits > 0)
      .map((step) => [solutionOf(step), qValue(step)])
  );

Deno.test("a tree that went through the official form gives the same data, and the same line again", () => {
  fc.assert(fc.property(fc.nat(), fc.boolean(), (seed, ppm) => {
    const grown = grownAtRandom(seed, { ppm, trees: 2, problem: { ...PROBLEM, level: "easy" } });
    const again = imported(grown);
    assert.deepEqual(lines(again), lines(grown));
    assert.deepEqual(qValues(again), qValues(grown));
    assert.deepEqual(coverage(1, [again]), coverage(1, [grown]));
    assert.deepEqual(sftExamples(again, { round: 1 }), sftExamples(grown, { round: 1 }));
    for (const selection of ["paper", "official"] as const) {
      assert.deepEqual(preferencePairs(again, { selection }), preferencePairs(grown, { selection }));
    }
  }));
});

Deno.test("a tree that went through the official form has the same invalid steps", () => {
  fc.assert(fc.property(fc.nat(), (seed) => {
    const grown = grownAtRandom(seed);
    const reasons = ({ trees }: GrownProblem) => [...walk(trees[0].root)].map(({ path, invalid }) => [path, invalid]);
    assert.deepEqual(reasons(imported(grown)), reasons(grown));
  }));
});

const PROBLEM = { id: "p1", question: "What is 3 + 4?", answer: "7" };
