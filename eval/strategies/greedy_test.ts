import assert from "node:assert/strict";
import { PRESETS, solve } from "@rstar/core";
import { greedy } from "./greedy.ts";
import { fixedAnswer } from "./testing/fixed_answer.ts";

const SEARCH = { ...PRESETS.paper, candidates: 2, answerCandidates: 1, rollouts: 2 };
const PROBLEM = { id: "p", question: "What is 3 + 4?" };

Deno.test("greedy() asks for one likeliest candidate a step", async () => {
  const world = fixedAnswer("7");
  await solve(PROBLEM, world, { search: greedy({ ...SEARCH, answerCandidates: 4 }) });
  const requests = world.asked.map((request) => JSON.parse(request));
  assert.deepEqual(requests.map(({ seeds, temperature }) => [seeds.length, temperature]), [[1, 0], [1, 0]]);
});
