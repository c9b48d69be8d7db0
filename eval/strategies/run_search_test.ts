import assert from "node:assert/strict";
import { PRESETS, type SearchPorts } from "@rstar/core";
import { greedy, growOne, solveOne } from "./run_search.ts";

const SEARCH = { ...PRESETS.paper, candidates: 2, answerCandidates: 1, rollouts: 2 };
const PROBLEM = { id: "p", question: "What is 3 + 4?", answer: "7" };

/** Programs that answer `answer`; `asked` keeps all that the policy was told. */
function ports(answer: string): SearchPorts & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    policy: {
      propose: (request) => {
        asked.push(JSON.stringify(request));
        const text = request.prefix.solution.includes("<output>")
          ? `<answer>\\boxed{${answer}}<end_of_answer>`
          : "print(3 + 4)\n<end_of_code>";
        return Promise.resolve(
          request.seeds.map(() => ({ text, finish: "stop" as const, tokens: 5, logProbability: -1 })),
        );
      },
    },
    verifier: {
      run: () => Promise.resolve({ status: "ok", output: "3 + 4", cpuMs: 1 }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
  };
}

const grade = (prediction: string, truth: string) => Promise.resolve(prediction === truth);

Deno.test("solveOne() grades what the search chose, and the search is not told the truth", async () => {
  const world = ports("7");
  const outcome = await solveOne(PROBLEM, { ports: world, grade }, { search: SEARCH });
  assert.deepEqual(outcome, { right: true, tokens: 15 });
  assert.ok(world.asked.length > 0 && world.asked.every((request) => !request.includes('"answer"')));
  assert.deepEqual(await solveOne(PROBLEM, { ports: ports("8"), grade }, { search: SEARCH }), {
    right: false,
    tokens: 15,
  });
});

Deno.test("growOne() grows with the truth", async () => {
  const { trajectories } = await growOne(PROBLEM, ports("7"), { search: SEARCH, grade });
  assert.deepEqual(trajectories.map(({ steps }) => steps.at(-1)?.correct), [true]);
});

Deno.test("solveOne() throws what a port threw", async () => {
  const broken = { ...ports("7"), policy: { propose: () => Promise.reject(new Error("no engine")) } };
  await assert.rejects(solveOne(PROBLEM, { ports: broken, grade }, { search: SEARCH }), /no engine/);
});

Deno.test("greedy() asks for one likeliest candidate a step", async () => {
  const world = ports("7");
  await solveOne(PROBLEM, { ports: world, grade }, { search: greedy({ ...SEARCH, answerCandidates: 4 }) });
  const requests = world.asked.map((request) => JSON.parse(request));
  assert.deepEqual(requests.map(({ seeds, temperature }) => [seeds.length, temperature]), [[1, 0], [1, 0]]);
});
