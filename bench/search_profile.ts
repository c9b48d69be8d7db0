/**
 * Rollouts and tokens a second of the search with the embedded models at 1, 16, 64 and 256 trees, and where its CPU time
 * goes. Linux only; run it with nothing beside it.
 *
 * ```sh
 * deno run -A bench/search_profile.ts
 * ```
 *
 * - **policy**, **PPM**: in llama.cpp's decoder.
 * - **engine**: the rest of the engine's process: batches, sampling, its side of the protocol.
 * - **verifier**: all else that the machine computed: its processes, those of the programs included.
 * - **search**: this process with policy, verifier and PPM that answer from memory: trees and their driver.
 * - **protocol**: the rest of this process: requests, answers, pipes.
 *
 * @module
 */
import { cpuUsage } from "node:process";
import { type Observation, type Policy, search, type SearchPorts, type Verifier } from "@rstar/core";
import { openSession } from "@rstar/cli";
import { markdownTable } from "@rstar/eval";
import { type ModelStats, searchDefaults } from "@rstar/native";
import { cpuSeconds, engineProcess, machineCpuSeconds } from "./process_tree.ts";
import { sampleQuestion } from "./sample_question.ts";

const WIDTHS = [1, 16, 64, 256];
const ROLLOUTS = 4;

const session = await openSession({
  questions: Math.max(...WIDTHS),
  signal: new AbortController().signal,
  onProgress: (line) => console.error(line),
});
const options = { ...searchDefaults(session.manifest).search, rollouts: ROLLOUTS };

/** As many questions as there are trees at a time, at least so many that it takes seconds; others for each width. */
function questions(width: number) {
  const numbers = Array.from({ length: Math.max(32, width) }, (_, index) => index + 1000 * width);
  return numbers.map((n) => ({ id: `${n}`, question: sampleQuestion(n) }));
}

async function searched(ports: SearchPorts, width: number): Promise<{ tokens: number; rollouts: number }> {
  const total = { tokens: 0, rollouts: 0 };
  for await (const event of search(questions(width), ports, { search: options, seed: width, concurrency: width })) {
    if (event.type === "failed") throw event.error;
    if (event.type !== "done") continue;
    total.tokens += event.result.tokens;
    total.rollouts += event.result.rollouts;
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
async function spent() {
  const models = Object.values(await session.stats());
  const decoding = (isPolicy: (stats: ModelStats) => boolean) =>
    models.filter(isPolicy).reduce((sum, { decodeSeconds }) => sum + decodeSeconds, 0);
  const { user, system } = cpuUsage();
  const own = (user + system) / 1e6;
  const engineSeconds = cpuSeconds(engineProcess(Deno.pid)!);
  return {
    policy: decoding(({ generatedTokens }) => generatedTokens > 0),
    ppm: decoding(({ generatedTokens }) => generatedTokens === 0),
    engine: engineSeconds,
    own,
    all: machineCpuSeconds(),
  };
}

const rows: string[][] = [];
await searched(session.ports, 16); // compiled and warmed before it is measured
for (const width of WIDTHS) {
  const recorder = new Recorder();
  const ports = recorder.ports(session.ports);
  const [before, started] = [await spent(), performance.now()];
  const { tokens, rollouts } = await searched(ports, width);
  const seconds = (performance.now() - started) / 1000;
  const after = await spent();
  recorder.isFilled = true;
  const replayed = cpuUsage();
  await searched(ports, width);
  const { user, system } = cpuUsage(replayed);
  const took = (part: keyof typeof before) => after[part] - before[part];
  const driver = Math.min((user + system) / 1e6, took("own"));
  const parts = [
    took("policy"),
    took("ppm"),
    took("engine") - took("policy") - took("ppm"),
    took("all") - took("engine") - took("own"),
    driver,
    took("own") - driver,
  ];
  const all = parts.reduce((sum, part) => sum + part, 0);
  rows.push([
    String(width),
    (rollouts / seconds).toFixed(1),
    (tokens / seconds).toFixed(0),
    (all / seconds).toFixed(2),
    ...parts.map((part) => `${(100 * part / all).toFixed(1)} %`),
  ]);
}
await session[Symbol.asyncDispose]();
const columns = ["trees", "rollouts/s", "tokens/s", "CPUs busy"];
console.log(markdownTable([...columns, "policy", "PPM", "engine", "verifier", "search", "protocol"], rows));
