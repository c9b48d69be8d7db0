/**
 * What is saved by decoding candidates as one sequence as long as they agree: the same searches with all candidates of an
 * expansion in one request, and with each in a request of its own (prompts are shared in both), alternating in one run.
 * Both must grow the same trees.
 *
 * ```sh
 * deno run -A bench/search/merged_candidates.ts
 * ```
 *
 * @module
 */
import assert from "node:assert/strict";
import { type Policy, search, type SearchResult } from "@rstar/core";
import { searchDefaults } from "@rstar/core/search";
import { sum } from "@rstar/eval/statistics";
import { benchSolver } from "../harness/bench_processes.ts";

const QUESTIONS = 24;
const ROUNDS = 2;

const problems = Array.from({ length: QUESTIONS }, (_, n) => ({
  id: `${n}`,
  question: `Let f(x) = ${n + 2}*x**2 - ${n % 7}*x + ${n}. Suppose 3*v - ${3 * n} = ${3 * (n % 5)}. Let w be f(v). ` +
    `Let g(y) = w - ${n % 11}*y. What is the remainder when g(3) is divided by ${n + 13}?`,
}));
const solver = await benchSolver(QUESTIONS);
const { policy } = solver.ports;
const apart: Policy = {
  async propose(request, options) {
    const each = request.seeds.map((seed) => policy.propose({ ...request, seeds: [seed] }, options));
    return (await Promise.all(each)).flat();
  },
};
const { search: shape } = searchDefaults(solver.manifest);

async function searched(chosen: Policy, seed: number): Promise<{ tokensPerSecond: number; results: SearchResult[] }> {
  const results: SearchResult[] = [];
  const started = performance.now();
  const options = { search: { ...shape, rollouts: 3 }, seed, concurrency: solver.concurrency };
  for await (const event of search(problems, { ...solver.ports, policy: chosen }, options)) {
    if (event.type === "done") results.push(event.result);
    if (event.type === "failed") throw event.error;
  }
  const tokens = sum(results.map((result) => result.usage.tokens));
  return { tokensPerSecond: tokens / (performance.now() - started) * 1000, results };
}

const shapeOf = (results: readonly SearchResult[]) =>
  results.map(({ problem, usage, answer }) => `${problem.id} ${usage.tokens} ${answer}`).toSorted();

const ratios: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const merged = await searched(policy, round);
  const separate = await searched(apart, round);
  assert.deepEqual(shapeOf(merged.results), shapeOf(separate.results), "both grow the same trees");
  ratios.push(merged.tokensPerSecond / separate.tokensPerSecond);
  const [one, other] = [merged, separate].map(({ tokensPerSecond }) => tokensPerSecond.toFixed(0));
  console.log(`together ${one} tokens/s, each by itself ${other} tokens/s`);
}
console.log(`together / each by itself: ${ratios.map((ratio) => ratio.toFixed(2)).join(", ")}`);
await solver[Symbol.asyncDispose]();
