/**
 * Rollouts and tokens a second of the search with the embedded models at 1, 16, 64 and 256 trees, and where its CPU time
 * goes. Linux only; run it with nothing beside it.
 *
 * ```sh
 * deno run -A bench/search/search_profile.ts
 * ```
 *
 * - **policy**, **PPM**: in llama.cpp's decoder; its threads' time, told apart by how long the calls of each took.
 * - **engine**: the rest of the engine's process: batches, sampling, its side of the protocol.
 * - **verifier**: all else that the machine computed: its processes, those of the programs included.
 * - **search**: this process with policy, verifier and PPM that answer from memory: trees and their driver.
 * - **protocol**: the rest of this process: requests, answers, pipes.
 *
 * @module
 */
import { cpuUsage } from "node:process";
import {
  type Observation,
  type Policy,
  type Problem,
  search,
  searchDefaults,
  type SearchPorts,
  type Verifier,
} from "@rstar/core";
import { markdownTable } from "@rstar/eval";
import { openSolver, type Solver } from "@rstar/solver";
import { cpuSeconds, engineProcess, machineCpuSeconds, threadCpuSeconds } from "../measuring/process_tree.ts";
import { sampleQuestion } from "../measuring/sample_question.ts";

const WIDTHS = [1, 16, 64, 256];
const ROLLOUTS = 2;

/** The same for each width, which begins with nothing remembered: how much candidates agree depends on them. */
const QUESTIONS = Array.from({ length: 256 }, (_, n) => ({ id: `${n}`, question: sampleQuestion(n) }));
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

/** Keeps what ports answer, and answers from memory once `isFilled`. */
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

/** CPU seconds by part, so far. */
async function spent(solver: Solver) {
  const models = Object.values(await solver.stats());
  const inCalls = (isPolicy: boolean) =>
    models.filter(({ generatedTokens }) => generatedTokens > 0 === isPolicy)
      .reduce((sum, { decodeSeconds }) => sum + decodeSeconds, 0);
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
  await using solver = await openSolver({
    questions: width,
    onProgress: (line) => console.error(line),
  });
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
  const all = parts.reduce((sum, part) => sum + part, 0);
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
