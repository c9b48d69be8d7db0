import assert from "node:assert/strict";
import { PRESETS } from "@rstar/core";
import { greedy, searchOne } from "./run_search.ts";
import { fixedAnswer } from "./testing/fixed_answer.ts";

const SEARCH = { ...PRESETS.paper, candidates: 2, answerCandidates: 1, rollouts: 2 };
const PROBLEM = { id: "p", question: "What is 3 + 4?", answer: "7" };

Deno.test("searchOne() throws what a port threw, passes on events, and does not pass on the truth", async () => {
  const world = fixedAnswer("7");
  const types: string[] = [];
  await searchOne(PROBLEM, world, { search: SEARCH }, ({ type }) => types.push(type));
  assert.deepEqual(types.filter((type) => type !== "progress"), ["tree", "tell", "tell"]);
  assert.ok(world.asked.length > 0 && world.asked.every((request) => !request.includes('"answer"')));
  const broken = { ...world, policy: { propose: () => Promise.reject(new Error("no engine")) } };
  await assert.rejects(searchOne(PROBLEM, broken, { search: SEARCH }), /no engine/);
});

Deno.test("greedy() asks for one likeliest candidate a step", async () => {
  const world = fixedAnswer("7");
  await searchOne(PROBLEM, world, { search: greedy({ ...SEARCH, answerCandidates: 4 }) });
  const requests = world.asked.map((request) => JSON.parse(request));
  assert.deepEqual(requests.map(({ seeds, temperature }) => [seeds.length, temperature]), [[1, 0], [1, 0]]);
});
