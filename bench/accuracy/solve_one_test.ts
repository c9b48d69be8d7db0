import assert from "node:assert/strict";
import { PRESETS } from "@rstar/core";
import { fixedAnswer } from "@rstar/eval/testing";
import { growOne, solveOne } from "./solve_one.ts";

const SEARCH = { ...PRESETS.paper, candidates: 2, answerCandidates: 1, rollouts: 2 };
const PROBLEM = { id: "p", question: "What is 3 + 4?", answer: "7" };

const grade = (prediction: string, truth: string) => Promise.resolve(prediction === truth);

Deno.test("solveOne() grades what the search chose, and the search never sees the truth", async () => {
  const world = fixedAnswer("7");
  const outcome = await solveOne(PROBLEM, { ports: world, grade }, { search: SEARCH });
  assert.deepEqual(outcome, { right: true, tokens: 15 });
  assert.ok(world.asked.length > 0 && world.asked.every((request) => !request.includes('"answer"')));
  assert.deepEqual(await solveOne(PROBLEM, { ports: fixedAnswer("8"), grade }, { search: SEARCH }), {
    right: false,
    tokens: 15,
  });
});

Deno.test("growOne() grows with the truth", async () => {
  const { trajectories } = await growOne(PROBLEM, fixedAnswer("7"), { search: SEARCH, grade });
  assert.deepEqual(trajectories.map(({ steps }) => steps.at(-1)?.correct), [true]);
});
