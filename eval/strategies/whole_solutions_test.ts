import assert from "node:assert/strict";
import { type Ppm, type Prefix, PRESETS, type SearchPorts } from "@rstar/core";
import { drawSolutions, scored, withinTokens } from "./whole_solutions.ts";

/** A policy that ends its program at once, and whose seed says which of three outputs is its answer; every seventh is cut. */
function ports(): SearchPorts & { readonly asked: number[] } {
  const asked: number[] = [];
  return {
    asked,
    policy: {
      propose: ({ prefix, seeds, stop }) => {
        asked.push(seeds.length);
        const isAnswer = prefix.solution.includes("<output>");
        const text = (seed: number): string =>
          isAnswer ? `<answer>\\boxed{${seed % 3}}${seed % 7 === 0 ? "" : stop[2]}` : `print(1)\n${stop[1]}`;
        return Promise.resolve(
          seeds.map((seed) => ({ text: text(seed), finish: "stop" as const, tokens: 10, logProbability: -1 })),
        );
      },
    },
    verifier: {
      run: () => Promise.resolve({ status: "ok", output: "0\n1\n2", cpuMs: 1 }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
  };
}

const PROBLEM = { id: "p", question: "q" };

Deno.test("drawSolutions() samples one by one until the tokens are used", async () => {
  const world = ports();
  const options = { search: PRESETS.paper, seed: 3 };
  const few = await drawSolutions(PROBLEM, world, { ...options, budget: { tokens: 45 } });
  assert.deepEqual(few.map(({ tokens }) => tokens), [20, 20, 20]);
  assert.deepEqual(world.asked, [32, 32], "those that have come as far are asked together");
  const many = await drawSolutions(PROBLEM, ports(), { ...options, budget: { tokens: 1000 } });
  assert.equal(many.length, 50);
  const answers = (solutions: typeof many) => solutions.map(({ trajectory }) => trajectory?.answer ?? null);
  assert.deepEqual(answers(many).slice(0, 3), answers(few));
  assert.deepEqual(
    answers(await drawSolutions(PROBLEM, ports(), { ...options, budget: { count: 5 } })),
    answers(many).slice(0, 5),
  );
  assert.ok(new Set(answers(many)).size === 4, "three answers, and none where the sample was cut");
});

Deno.test("withinTokens() ends with the solution that uses the budget up", () => {
  const solutions = [5, 5, 5].map((tokens) => ({ trajectory: null, tokens }));
  assert.deepEqual([0, 5, 6, 10, 15, 99].map((tokens) => withinTokens(solutions, tokens).length), [1, 1, 2, 2, 3, 3]);
});

Deno.test("scored() scores whole texts, each once", async () => {
  const asked: Prefix[] = [];
  const scorer: Ppm = {
    score: (prefixes) => {
      asked.push(...prefixes);
      return Promise.resolve(prefixes.map((_, index) => index / 10));
    },
  };
  const solutions = await drawSolutions(PROBLEM, ports(), { search: PRESETS.paper, seed: 3, budget: { tokens: 400 } });
  const trajectories = solutions.flatMap(({ trajectory }) => trajectory ?? []);
  const result = await scored(trajectories, PROBLEM, scorer);
  assert.equal(asked.length, new Set(trajectories.map(({ answer }) => answer)).size);
  for (const { answer, ppm } of result) {
    const index = asked.findIndex(({ solution }) => solution.includes(`\\boxed{${answer}}`));
    assert.equal(ppm, index / 10);
  }
  assert.deepEqual(await scored([], PROBLEM, scorer), []);
});
