/**
 * Tokens a second of the same search over four engines, in turn, in one run: ours, llama-server over HTTP, node-llama-cpp;
 * and llama-batched-bench, which only decodes. All run the same libllama with the same model, threads and sequences, and no
 * PPM, with flash attention where our engine has it by default; the verifier is ours each time.
 *
 * ```sh
 * deno run -A bench/compare/engines.ts                  # the embedded policy
 * deno run -A bench/compare/engines.ts --random 0.5b    # a Qwen2 of random weights
 * ```
 *
 * `--without node-llama-cpp` leaves an engine out.
 *
 * Needs Node.js, npm, git, CMake and a C++ compiler; the first use installs and builds, which takes minutes. Linux only.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { type Policy, PRESETS, RstarError, search, type SearchOptions, type Verifier } from "@rstar/core";
import { defaultThreads, EMBEDDED_MODEL, startVerifier } from "@rstar/cli";
import { markdownTable } from "@rstar/eval";
import { findModel } from "@rstar/native";
import { benchProgram, tell, wholeNumber } from "../bench_program.ts";
import { median } from "../median.ts";
import { sampleQuestion } from "../sample_question.ts";
import { batchedBench, type BatchedSpeeds } from "./batched_bench.ts";
import type { EngineShape } from "./compared_engine.ts";
import { openLlamaServer } from "./llama_server.ts";
import { openNodeLlamaCpp } from "./node_llama_cpp.ts";
import { openOurs } from "./ours.ts";
import { isRandomSize, randomQwen2 } from "./random_qwen2.ts";
import { STEP_TOKENS } from "./step_writer.ts";

const PROMPT_TOKENS = 128;
const WARM_UP_PROBLEMS = 2;

await benchProgram(async () => {
  const { values } = parseArgs({
    options: {
      random: { type: "string" },
      rounds: { type: "string", default: "3" },
      width: { type: "string", default: "64" },
      problems: { type: "string", default: "64" },
      rollouts: { type: "string", default: "2" },
      threads: { type: "string", default: String(defaultThreads()) },
      without: { type: "string", multiple: true, default: [] },
    },
  });
  const { random } = values;
  if (random !== undefined && !isRandomSize(random)) {
    throw new RstarError("bad_request", `Cannot use --random as there is no such size: ${random}`);
  }
  const { policyPath, manifest } = await findModel(EMBEDDED_MODEL);
  const shape: EngineShape = {
    model: random === undefined ? policyPath : await randomQwen2(random),
    template: manifest.template,
    threads: wholeNumber(values.threads, "--threads"),
    width: wholeNumber(values.width, "--width"),
    contextTokens: 1024,
    flashAttention: random !== undefined,
  };
  const rollouts = wholeNumber(values.rollouts, "--rollouts");
  const options = { ...PRESETS.paper, ...manifest.search, rollouts, choice: { rule: "majority" } as const };
  const problems = wholeNumber(values.problems, "--problems");
  await using verifier = await startVerifier({ signal: new AbortController().signal, onProgress: tell });
  await using ours = await openOurs(shape);
  await using server = await openLlamaServer(shape);
  await using node = await openNodeLlamaCpp(shape);
  const searching = ({ policy }: { readonly policy: Policy }) => async (round: number): Promise<number> => {
    const count = round === 0 ? Math.min(WARM_UP_PROBLEMS, problems) : problems;
    return await searchSpeed({ policy, verifier }, { search: options, count, seed: round, width: shape.width });
  };
  let limit: BatchedSpeeds | undefined;
  const contenders = Object.entries({
    "search, ours": searching(ours),
    "search, llama-server": searching(server),
    "search, node-llama-cpp": searching(node),
    "llama-batched-bench": async () => {
      limit = await batchedBench({ ...shape, promptTokens: PROMPT_TOKENS, tokens: STEP_TOKENS });
      return limit.generated;
    },
  }).filter(([name]) => !values.without.some((left) => name.endsWith(left)));
  const speeds = await measured(wholeNumber(values.rounds, "--rounds"), Object.fromEntries(contenders));
  print(speeds);
  const { generatedTokens, mergedTokens, prefilledTokens, decodes } = await ours.stats();
  console.log(
    `\nOurs, of all rounds: ${generatedTokens} tokens, of which ${mergedTokens} had been computed already for another ` +
      `candidate of the same request; ${prefilledTokens} more of prompts; ${decodes} decodes.`,
  );
  if (limit !== undefined) {
    const secondsAToken = 1 / limit.generated + prefilledTokens / generatedTokens / limit.prompt;
    const share = median(Object.values(speeds)[0]) * secondsAToken;
    console.log(`With prompts, too, at the speed of llama-batched-bench, ours is ${share.toFixed(2)} of it.`);
  }
});

/** Tokens a second of one search over `count` problems. */
async function searchSpeed(
  ports: { readonly policy: Policy; readonly verifier: Verifier },
  { search: options, count, seed, width }: {
    readonly search: SearchOptions;
    readonly count: number;
    readonly seed: number;
    readonly width: number;
  },
): Promise<number> {
  const problems = Array.from({ length: count }, (_, n) => ({ id: `${n}`, question: sampleQuestion(1000 * seed + n) }));
  const started = performance.now();
  let tokens = 0;
  for await (const event of search(problems, ports, { search: options, seed, concurrency: width })) {
    if (event.type === "failed") throw event.error;
    if (event.type === "done") tokens += event.result.tokens;
  }
  return tokens / (performance.now() - started) * 1000;
}

/** What each gives in each round, after one that warms up; who begins differs from round to round. */
async function measured(
  rounds: number,
  contenders: Readonly<Record<string, (round: number) => Promise<number>>>,
): Promise<Record<string, number[]>> {
  const names = Object.keys(contenders);
  const speeds: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + round) % names.length];
      const speed = await contenders[name](round);
      tell(`${round === 0 ? "warm-up" : `round ${round}`}: ${name} ${speed.toFixed(0)} tokens/s`);
      if (round > 0) speeds[name].push(speed);
    }
  }
  return speeds;
}

function print(speeds: Readonly<Record<string, readonly number[]>>): void {
  const [ours] = Object.values(speeds);
  const rows = Object.entries(speeds).map(([name, all]) => {
    const ratios = all.map((speed, round) => ours[round] / speed);
    return [
      name,
      median(all).toFixed(0),
      median(ratios).toFixed(2),
      ratios.map((ratio) => ratio.toFixed(2)).join(", "),
    ];
  });
  console.log(markdownTable(["engine", "tokens/s", "ours, of it", "of each round"], rows));
}
