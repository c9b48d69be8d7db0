/**
 * Tokens a second of `solve` over 256 questions, against the engine's own, alternating in one run: on the very same requests
 * (the search again, where every program is answered from the verifier's memory), and on first steps only.
 *
 * ```sh
 * deno run -A bench/search/solve_throughput.ts
 * ```
 *
 * @module
 */
import { search, searchDefaults } from "@rstar/core";
import { openSolver } from "@rstar/solver";
import { sampleQuestion } from "../measuring/sample_question.ts";

const QUESTIONS = 256;
const ROUNDS = 2;

const problems = Array.from({ length: QUESTIONS }, (_, n) => ({ id: `${n}`, question: sampleQuestion(n) }));
const solver = await openSolver({
  questions: QUESTIONS,
  onProgress: (line) => console.error(line),
});
const { policy } = solver.ports;
const { search: options } = searchDefaults(solver.manifest);

/** The search as `solve` runs it, with a fixed number of rollouts. */
async function searching(seed: number): Promise<number> {
  let tokens = 0;
  const started = performance.now();
  const driver = { search: { ...options, rollouts: 4 }, seed, concurrency: solver.concurrency };
  for await (const event of search(problems, solver.ports, driver)) {
    if (event.type === "done") tokens += event.result.usage.tokens;
  }
  return tokens / (performance.now() - started) * 1000;
}

/** The engine alone: the same questions, width and sampling, each answered by first steps as long as the search's are. */
async function engineAlone(seed: number): Promise<number> {
  let tokens = 0;
  const started = performance.now();
  const queue = problems.values();
  const worker = async (): Promise<void> => {
    for (const { question } of queue) {
      const candidates = await policy.propose({
        prefix: { question, solution: "" },
        seeds: Array.from({ length: options.candidates }, (_, index) => seed * 1000 + index),
        temperature: options.temperature,
        stop: ["<end_of_code>"],
        maxTokens: 96,
      });
      tokens += candidates.reduce((sum, candidate) => sum + candidate.tokens, 0);
    }
  };
  await Promise.all(Array.from({ length: solver.concurrency }, worker));
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
