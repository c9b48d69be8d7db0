/**
 * Rollouts and tokens a second of the search with the embedded models at 1, 16, 64 and 256 trees, and the shares of its CPU
 * time by part. Linux only; nothing else should run on the machine.
 *
 * ```sh
 * deno run -A bench/search/search_profile.ts
 * ```
 *
 * - **policy**, **PPM**: the threads of llama.cpp's decoder, divided in proportion to the duration of the calls of each.
 * - **engine**: the rest of the engine's process: batches, sampling, its side of the protocol.
 * - **verifier**: everything else on the machine: the verifier's processes, including those of the programs.
 * - **search**: this process when policy, verifier and PPM answer from memory: trees and their driver.
 * - **protocol**: the rest of this process: requests, answers, pipes.
 *
 * @module
 */
import { cpuUsage } from "node:process";
import { type Observation, type Policy, type Problem, search, type SearchPorts, type Verifier } from "@rstar/core";
import { searchDefaults } from "@rstar/core/search";
import { sum } from "@rstar/eval/statistics";
import { markdownTable } from "@rstar/eval/text-report";
import type { Solver } from "@rstar/solver";
import { benchSolver } from "../harness/bench_processes.ts";
import { cpuSeconds, engineProcess, machineCpuSeconds, threadCpuSeconds } from "../harness/process_usage.ts";
import { sampleProblems, sampleQuestion } from "../harness/sample_problems.ts";

const WIDTHS = [1, 16, 64, 256];
const ROLLOUTS = 2;

/** The same for each width, as it depends on the questions how much candidates agree; caches are empty each time. */
const QUESTIONS = sampleProblems(256);
const WARM_UP = QUESTIONS.slice(0, 8).map((_, n) => ({ id: `warm-up ${n}`, question: sampleQuestion(1000 + n) }));

async function searched(
  problems: readonly Problem[],
  { ports, manifest }: Pick<Solver, "ports" | "manifest">,
  width: number,
): Promise<{ tokens: number; rollouts: number }> {
  const options = { ...searchDefaults(manifest).search, rollouts: ROLLOUTS };
  const total = { tokens: 0, rollouts: 0 };
  for await (const event of search(problems, ports, { search: options, seed: 1, concurrency: width })) {
    if (event.type === "failed") throw event.error;
    if (event.type !== "done") continue;
    total.tokens += event.result.usage.tokens;
    total.rollouts += event.result.usage.rollouts;
  }
  return total;
}

/** Records the answers of ports, and replays them once `isFilled` is set. */
class Recorder {
  isFilled = false;
  readonly #answers = new Map<string, unknown>();

  ports({ policy, verifier, ppm }: SearchPorts): SearchPorts {
    const recorded: Policy = { propose: (request, at) => this.#of(request, () => policy.propose(request, at)) };
    const runner: Verifier = {
      run: (steps, at) => this.#of<Observation>(steps, () => verifier.run(steps, at)),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    if (!ppm) return { policy: recorded, verifier: runner };
    return { policy: recorded, verifier: runner, ppm: { score: (all, at) => this.#of(all, () => ppm.score(all, at)) } };
  }

  async #of<Answer>(request: unknown, ask: () => Promise<Answer>): Promise<Answer> {
    const key = JSON.stringify(request);
    if (this.isFilled) return this.#answers.get(key) as Answer;
    const answer = await ask();
    this.#answers.set(key, answer);
    return answer;
  }
}

/** CPU seconds by part since the start of the processes. */
async function spent(solver: Solver) {
  const models = Object.values(await solver.stats());
  const inCalls = (isPolicy: boolean) =>
    sum(models.filter(({ generatedTokens }) => generatedTokens > 0 === isPolicy).map((model) => model.decodeSeconds));
  const engine = engineProcess(Deno.pid)!;
  const { user, system } = cpuUsage();
  return {
    policyCalls: inCalls(true),
    ppmCalls: inCalls(false),
    decoder: threadCpuSeconds(engine, "tokio"),
    engine: cpuSeconds(engine),
    own: (user + system) / 1e6,
    all: machineCpuSeconds(),
  };
}

async function profile(width: number): Promise<string[]> {
  await using solver = await benchSolver(width);
  await searched(WARM_UP, solver, width);
  const recorder = new Recorder();
  const recorded = { manifest: solver.manifest, ports: recorder.ports(solver.ports) };
  const [before, started] = [await spent(solver), performance.now()];
  const { tokens, rollouts } = await searched(QUESTIONS, recorded, width);
  const seconds = (performance.now() - started) / 1000;
  const after = await spent(solver);
  recorder.isFilled = true;
  const replayed = cpuUsage();
  await searched(QUESTIONS, recorded, width);
  const { user, system } = cpuUsage(replayed);
  const took = (part: keyof typeof before) => after[part] - before[part];
  const driver = Math.min((user + system) / 1e6, took("own"));
  const policy = took("decoder") * took("policyCalls") / (took("policyCalls") + took("ppmCalls"));
  const parts = [
    policy,
    took("decoder") - policy,
    took("engine") - took("decoder"),
    took("all") - took("engine") - took("own"),
    driver,
    took("own") - driver,
  ];
  const all = sum(parts);
  return [
    String(width),
    (rollouts / seconds).toFixed(1),
    (tokens / seconds).toFixed(0),
    (all / seconds).toFixed(2),
    ...parts.map((part) => `${(100 * part / all).toFixed(1)} %`),
  ];
}

const rows: string[][] = [];
for (const width of WIDTHS) rows.push(await profile(width));
const columns = ["trees", "rollouts/s", "tokens/s", "CPUs busy"];
console.log(markdownTable([...columns, "policy", "PPM", "engine", "verifier", "search", "protocol"], rows));
