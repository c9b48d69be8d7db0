import assert from "node:assert/strict";
import { choose, trajectoryOf } from "../rules/choose.ts";
import type { ToldStep } from "../step.ts";
import { PRESETS } from "../presets.ts";
import type { SearchResult } from "./search_event.ts";
import { programText, resultJson } from "./result_text.ts";
import { Tree } from "../tree.ts";

const told = (text: string, output: string | null, answer: string | null = null): ToldStep => ({
  text,
  logProbability: -1,
  observation: output === null ? null : { status: "ok", output, cpuMs: 1 },
  ppm: null,
  answer,
});

function solved(): SearchResult {
  const tree = new Tree({ question: "q", options: PRESETS.paper, reward: "self-consistency", seed: 0 });
  const steps = [
    told("<code>\n# Step 1: define c\nc = 5\n<end_of_step>", ""),
    told("\n\n# Now print the final answer\nprint(c % 4)\n<end_of_code>", "1"),
    told("<answer>The answer is \\boxed{1}.<end_of_answer>", null, "1"),
  ];
  for (const step of steps) tree.tell({ path: tree.ask()!.node.path, tokens: 5, steps: [step] });
  const trajectories = tree.found.map(trajectoryOf);
  const choice = choose(trajectories, { rule: "majority" })!;
  const problem = { id: "p", question: "q" };
  return {
    problem,
    ...choice,
    ...{ status: "solved", guess: null, confidence: 0.75, forms: { plain: "1", latex: "1", python: "1" } },
    tree,
    trees: [tree],
    trajectories,
    stopped: "exhausted",
    usage: { tokens: 15, rollouts: 1, seconds: 0.1234 },
  };
}

Deno.test("programText() shows the program with its outputs and without tags", () => {
  assert.equal(
    programText(resultJson(solved()).steps),
    "# Step 1: define c\nc = 5\n\n# Now print the final answer\nprint(c % 4)\n# => 1",
  );
});

Deno.test("resultJson() keeps the answer as a string, and the steps with Q, visits and outputs", () => {
  const { answer, steps, usage, confidence } = resultJson(solved());
  assert.deepEqual([answer, confidence, usage], ["1", 0.75, { tokens: 15, rollouts: 1, seconds: 0.123 }]);
  assert.deepEqual(steps.map(({ output, visits }) => [output, visits]), [["", 1], ["1", 1], [null, 1]]);
});

Deno.test("resultJson() has null for an unsolved question", () => {
  const { answer, confidence, steps } = resultJson({
    ...solved(),
    ...{ status: "unsolved", answer: null, forms: null, confidence: 0, share: 0, votes: 0, trajectory: null },
  });
  assert.deepEqual([answer, confidence, steps], [null, 0, []]);
});
