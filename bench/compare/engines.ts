/**
 * Tokens a second of the same search on three engines, in turn, in one run: ours, llama-server over HTTP, node-llama-cpp;
 * and of llama-batched-bench, which only decodes. All run the same libllama with the same model, threads and sequences,
 * without a PPM, with flash attention where our engine has it by default; the verifier is ours each time.
 *
 * ```sh
 * deno run -A bench/compare/engines.ts                  # the embedded policy
 * deno run -A bench/compare/engines.ts --random 0.5b    # a Qwen2 of random weights
 * ```
 *
 * `--without node-llama-cpp` leaves an engine out. Each search continues from round to round and is stopped while another is
 * measured; the first round starts when as many problems are done as are in progress.
 *
 * Needs Node.js, npm, git, CMake and a C++ compiler; the first run installs and builds for minutes. Linux only.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { PRESETS, RstarError } from "@rstar/core";
import { markdownTable } from "@rstar/eval/text-report";
import { findModel } from "@rstar/native";
import { EMBEDDED_MODEL, startVerifier } from "@rstar/solver";
import { benchProgram, givenNumber, progress, wholeNumber } from "../harness/bench_program.ts";
import { median } from "../harness/median.ts";
import { batchedBench } from "./batched_bench.ts";
import type { ComparedEngine, EngineShape } from "./compared_engine.ts";
import { EndlessSearch } from "./endless_search.ts";
import { llamaCppTools } from "./llama_cpp_tools.ts";
import { openLlamaServer } from "./llama_server.ts";
import { openNodeLlamaCpp } from "./node_llama_cpp.ts";
import { openOurs } from "./ours.ts";
import { isRandomSize, randomQwen2 } from "./random_qwen2.ts";
import { STEP_TOKENS } from "./step_writer.ts";

const PROMPT_TOKENS = 128;
const OTHERS = { "llama-server": openLlamaServer, "node-llama-cpp": openNodeLlamaCpp };

await benchProgram(async () => {
  const { values } = parseArgs({
    options: {
      random: { type: "string" },
      rounds: { type: "string", default: "3" },
      seconds: { type: "string", default: "60" },
      width: { type: "string", default: "64" },
      trees: { type: "string" },
      rollouts: { type: "string", default: "2" },
      threads: { type: "string", default: String(Math.max(1, navigator.hardwareConcurrency >> 1)) },
      without: { type: "string", multiple: true, default: [] },
    },
  });
  const { random } = values;
  if (random !== undefined && !isRandomSize(random)) {
    throw new RstarError("bad_request", `Cannot use --random as there is no such size: ${random}`);
  }
  const unknown = values.without.find((name) => !Object.hasOwn(OTHERS, name));
  if (unknown !== undefined) {
    throw new RstarError("bad_request", `Cannot use --without as there is no such engine to leave out: ${unknown}`);
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
  const [rounds, seconds] = [wholeNumber(values.rounds, "--rounds"), wholeNumber(values.seconds, "--seconds")];
  const rollouts = wholeNumber(values.rollouts, "--rollouts");
  const options = { ...PRESETS.paper, ...manifest.search, rollouts, choice: { rule: "majority" } as const };
  const trees = givenNumber(values.trees, "--trees") ?? shape.width;
  await llamaCppTools(); // built before, not between, measurements
  await using verifier = await startVerifier({ signal: new AbortController().signal, onProgress: progress });
  await using opened = new AsyncDisposableStack();
  const searching = async (name: string, engine: ComparedEngine): Promise<EndlessSearch> => {
    progress(`warming up ${name}`);
    const running = opened.use(new EndlessSearch(opened.use(engine), { verifier, search: options, trees }));
    await running.warmUp();
    return running;
  };
  const ours = await openOurs(shape);
  const ourSearch = await searching("ours", ours);
  const before = await ourSearch.awake(ours.stats);
  const promptSpeeds: number[] = [];
  const contenders: Record<string, () => Promise<number>> = { "search, ours": () => ourSearch.speed(seconds) };
  for (const [name, open] of Object.entries(OTHERS)) {
    if (values.without.includes(name)) continue;
    const running = await searching(name, await open(shape));
    contenders[`search, ${name}`] = () => running.speed(seconds);
  }
  contenders["llama-batched-bench"] = async () => {
    const { prompt, generated } = await batchedBench({ ...shape, promptTokens: PROMPT_TOKENS, tokens: STEP_TOKENS });
    promptSpeeds.push(prompt);
    return generated;
  };
  const speeds = await measured(rounds, contenders);
  print(speeds);
  const after = await ourSearch.awake(ours.stats);
  const counters = ["generatedTokens", "mergedTokens", "prefilledTokens", "decodes"] as const;
  const [tokens, merged, prompts, decodes] = counters.map((name) => after[name] - before[name]);
  const computed = tokens - merged;
  console.log(
    `\nOurs, of all rounds: ${tokens} tokens, of which ${computed} were computed and the others had been for another ` +
      `candidate of the same request; ${prompts} more of prompts; ${decodes} decodes of ` +
      `${(computed / decodes).toFixed(1)} generating sequences on average.`,
  );
  const secondsAToken = 1 / median(speeds["llama-batched-bench"]) + prompts / tokens / median(promptSpeeds);
  const withPrompts = median(speeds["search, ours"]) * secondsAToken;
  console.log(`With prompts, too, at the speed of llama-batched-bench, ours is ${withPrompts.toFixed(2)} of it.`);
});

/** The speeds of each by round; the order rotates from round to round. */
async function measured(
  rounds: number,
  contenders: Readonly<Record<string, () => Promise<number>>>,
): Promise<Record<string, number[]>> {
  const names = Object.keys(contenders);
  const speeds: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + round) % names.length];
      const speed = await contenders[name]();
      progress(`round ${round + 1}: ${name} ${speed.toFixed(0)} tokens/s`);
      speeds[name].push(speed);
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
