import assert from "node:assert/strict";
import type { SearchEvent } from "@rstar/core";
import { SearchProgress } from "./search_progress.ts";

const problem = { id: "1", question: "q" };
const trajectory = { steps: [], answer: "7", ppm: 0.5, meanQ: 0, logProbability: -1 };
const at = (tokens: number): SearchEvent => ({
  type: "progress",
  problem,
  progress: { rollouts: 3, tokens, answers: [], correct: 0 },
  best: { answer: "7", votes: 2, share: 1, trajectory },
});

Deno.test("SearchProgress shows rollouts, speed and the best answer of one question", () => {
  let now = 0;
  const lines: string[] = [];
  const progress = new SearchProgress({ line: (text) => lines.push(text), clear: () => {} }, 1, () => now);
  now = 2000;
  progress.follow(at(100));
  now = 2050;
  progress.follow(at(200)); // too soon to draw again
  assert.deepEqual(lines, ["3 rollouts · 50 tokens/s · best 7 (2 votes, value 0.50)"]);
});

Deno.test("SearchProgress counts questions done and unsolved of many", () => {
  const progress = new SearchProgress({ line: () => {}, clear: () => {} }, 256, () => 1000);
  progress.follow({ type: "failed", problem, error: new Error("x") });
  assert.match(progress.text(), /^1\/256 questions, 1 unsolved · 0 rollouts/);
});

Deno.test("SearchProgress shows what the last step that ran says it does, until there is an answer", () => {
  const progress = new SearchProgress({ line: () => {}, clear: () => {} }, 1, () => 1000);
  const step = (text: string, status: "ok" | "error"): SearchEvent => ({
    type: "tell",
    problem,
    tree: 0,
    expansion: {
      path: "",
      tokens: 9,
      steps: [{ text, logProbability: -1, observation: { status, output: "", cpuMs: 1 }, ppm: null, answer: null }],
    },
  });
  progress.follow(step("<code>\n# Step 1: Count the cakes.\nx = 2\n<end_of_step>", "ok"));
  progress.follow(step("\n# Step 2: Fail.\n1/0\n<end_of_step>", "error"));
  progress.follow(step("\nx = 3\n<end_of_step>", "ok"));
  assert.match(progress.text(), / · # Step 1: Count the cakes\.$/);
  progress.follow(at(100));
  assert.match(progress.text(), / · best 7 /);
});
