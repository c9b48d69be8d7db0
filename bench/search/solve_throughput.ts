/**
 * Tokens a second of `solve` over 256 questions, against the engine alone, alternating in one run: on the same requests (the
 * search repeated, with every program answered from the verifier's cache), and on first steps only.
 *
 * ```sh
 * deno run -A bench/search/solve_throughput.ts
 * ```
 *
 * @module
 */
import { search } from "@rstar/core";
import { searchDefaults } from "@rstar/core/search";
import { sum } from "@rstar/eval/statistics";
import { atOnce } from "@rstar/system";
import { benchSolver } from "../harness/bench_processes.ts";
import { sampleProblems } from "../harness/sample_problems.ts";

const QUESTIONS = 256;
const ROUNDS = 2;

const problems = sampleProblems(QUESTIONS);
const solver = await benchSolver(QUESTIONS);
const { policy } = solver.ports;
const { search: options } = searchDefaults(solver.manifest);

/** Tokens a second of the search of `solve`, with a fixed number of rollouts. */
async function searching(seed: number): Promise<number> {
  let tokens = 0;
  const started = performance.now();
  const driver = { search: { ...options, rollouts: 4 }, seed, concurrency: solver.concurrency };
  for await (const event of search(problems, solver.ports, driver)) {
    if (event.type === "done") tokens += event.result.usage.tokens;
  }
  return tokens / (performance.now() - started) * 1000;
}

/** Tokens a second of the engine alone: the same questions, width and sampling, but a first step of each question only. */
async function engineAlone(seed: number): Promise<number> {
  let tokens = 0;
  const started = performance.now();
  await atOnce(problems, { limit: solver.concurrency }, async ({ question }) => {
    const candidates = await policy.propose({
      prefix: { question, solution: "" },
      seeds: Array.from({ length: options.candidates }, (_, index) => seed * 1000 + index),
      temperature: options.temperature,
      stop: ["<end_of_code>"],
      maxTokens: 96,
    });
    tokens += sum(candidates.map((candidate) => candidate.tokens));
  });
  return tokens / (performance.now() - started) * 1000;
}

const ratios: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const whole = await searching(round);
  const sameRequests = await searching(round);
  const firstSteps = await engineAlone(round);
  ratios.push(whole / sameRequests);
  const speeds = [whole, sameRequests, firstSteps].map((speed) => speed.toFixed(0));
  console.log(`search ${speeds[0]} tokens/s, engine alone on its requests ${speeds[1]}, on first steps ${speeds[2]}`);
}
console.log(`search / engine alone on the same requests: ${ratios.map((ratio) => ratio.toFixed(2)).join(", ")}`);
await solver[Symbol.asyncDispose]();
