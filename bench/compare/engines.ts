/**
 * Tokens a second of the same search over four engines, in turn, in one run: ours, llama-server over HTTP, node-llama-cpp;
 * and llama-batched-bench, which only decodes. All run the same libllama with the same model, threads and sequences, no
 * flash attention and no PPM; the verifier is ours each time.
 *
 * ```sh
 * deno run -A bench/compare/engines.ts                  # the embedded policy
 * deno run -A bench/compare/engines.ts --random 0.5b    # a Qwen2 of random weights that is told what to say
 * ```
 *
 * Needs Node.js, npm, git, CMake and a C++ compiler; the first use installs and builds, which takes minutes. Linux only.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { PRESETS, RstarError, search, type Verifier } from "@rstar/core";
import { defaultThreads, EMBEDDED_MODEL, startVerifier } from "@rstar/cli";
import { markdownTable } from "@rstar/eval";
import { EngineClient, findModel, LlamaPolicy } from "@rstar/native";
import { sampleQuestion } from "../sample_question.ts";
import { batchedBench } from "./batched_bench.ts";
import type { ComparedEngine, EngineShape } from "./compared_engine.ts";
import { openLlamaServer } from "./llama_server.ts";
import { openNodeLlamaCpp } from "./node_llama_cpp.ts";
import { isRandomSize, randomQwen2 } from "./random_qwen2.ts";
import { scriptedPolicy } from "./scripted_policy.ts";

const { values } = parseArgs({
  options: {
    random: { type: "string" },
    rounds: { type: "string", default: "3" },
    width: { type: "string", default: "64" },
    problems: { type: "string", default: "64" },
    rollouts: { type: "string", default: "4" },
    threads: { type: "string", default: String(defaultThreads()) },
  },
});
const [rounds, width, count, rollouts, threads] = [
  ...[values.rounds, values.width, values.problems, values.rollouts, values.threads],
].map(Number);
const { random } = values;
if (random !== undefined && !isRandomSize(random)) throw new RstarError("bad_request", `No such shape: ${random}`);
const embedded = await findModel(EMBEDDED_MODEL);
const model = random === undefined ? embedded.policyPath : await randomQwen2(random);
const shape: EngineShape = { model, template: embedded.manifest.template, threads, width, contextTokens: 1024 };
/** Tokens of a candidate of a model that is told what to say, and of llama-batched-bench's. */
const TOKENS = 24;
const PROMPT_TOKENS = 128;
const WARM_UP_PROBLEMS = 2;
const options = { ...PRESETS.paper, ...embedded.manifest.search, rollouts, choice: { rule: "majority" } as const };

async function openOurs(): Promise<ComparedEngine & { mergedShare(): Promise<number> }> {
  const client = new EngineClient();
  const { contextTokens } = shape;
  const loaded = await client.loadModel(model, {
    ...{ contextTokens, threads, runningSequences: width, sequences: Math.min(256, 2 * width) },
  });
  const policy = new LlamaPolicy({ engine: client, model: loaded, template: shape.template });
  const mergedShare = async (): Promise<number> => {
    const { mergedTokens, generatedTokens } = (await client.stats())[loaded.model];
    return mergedTokens / generatedTokens;
  };
  return { policy, mergedShare, [Symbol.asyncDispose]: () => client[Symbol.asyncDispose]() };
}

/** Tokens a second of one search over all problems. */
async function searchSpeed({ policy }: ComparedEngine, verifier: Verifier, seed: number): Promise<number> {
  const length = seed === 0 ? WARM_UP_PROBLEMS : count;
  const problems = Array.from({ length }, (_, n) => ({ id: `${n}`, question: sampleQuestion(1000 * seed + n) }));
  const ports = { policy: random === undefined ? policy : scriptedPolicy(policy, TOKENS), verifier };
  const started = performance.now();
  let tokens = 0;
  for await (const event of search(problems, ports, { search: options, seed, concurrency: width })) {
    if (event.type === "failed") throw event.error;
    if (event.type === "done") tokens += event.result.tokens;
  }
  return tokens / (performance.now() - started) * 1000;
}

const tell = (line: string): void => console.error(line);
await using verifier = await startVerifier({ signal: new AbortController().signal, onProgress: tell });
await using ours = await openOurs();
await using server = await openLlamaServer(shape);
await using node = await openNodeLlamaCpp(shape);
const contenders: Readonly<Record<string, (seed: number) => Promise<number>>> = {
  "search, ours": (seed) => searchSpeed(ours, verifier, seed),
  "search, llama-server": (seed) => searchSpeed(server, verifier, seed),
  "search, node-llama-cpp": (seed) => searchSpeed(node, verifier, seed),
  "llama-batched-bench": () => batchedBench({ ...shape, promptTokens: PROMPT_TOKENS, tokens: TOKENS }),
};
const names = Object.keys(contenders);
const speeds: number[][] = [];
for (let round = 0; round <= rounds; round++) {
  const order = names.map((_, index) => names[(index + round) % names.length]);
  const measured: Record<string, number> = {};
  for (const name of order) measured[name] = await contenders[name](round);
  tell(`${round === 0 ? "warm-up" : `round ${round}`}: ${names.map((name) => measured[name].toFixed(0)).join(", ")}`);
  if (round > 0) speeds.push(names.map((name) => measured[name]));
}
const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1];
console.log(markdownTable(
  ["engine", "tokens/s", "ours, of it", "of each round"],
  names.map((name, index) => {
    const ratios = speeds.map((round) => round[0] / round[index]);
    return [
      name,
      median(speeds.map((round) => round[index])).toFixed(0),
      median(ratios).toFixed(2),
      ratios.map((ratio) => ratio.toFixed(2)).join(", "),
    ];
  }),
));
const merged = (100 * await ours.mergedShare()).toFixed(0);
console.log(`\nOf the tokens of ours ${merged} % had been computed already for another candidate of the same request.`);
