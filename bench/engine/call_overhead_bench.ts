/**
 * The cost of a decode step on Deno's side, against the decode itself: filling the batch, viewing the logits, sampling. A
 * random Qwen2 model of 5 M parameters, vocabulary 1024, 128 tokens of prompt in each sequence.
 *
 * `deno bench -A bench/engine/call_overhead_bench.ts` first prints the share of Deno's side for each width (goal: at most 5 %
 * from width 8 on), then times whole steps with blocking and nonblocking decodes.
 *
 * @module
 */

import { openLibrary } from "@rstar/native/library";
import { createTokenBatch, LlamaContext, LlamaModel } from "@rstar/native/llama";
import { Sampler } from "@rstar/native/sampling";
import { writeTinyGguf } from "@rstar/native/testing";
import { median } from "../harness/median.ts";
import { BENCH_SHAPE } from "./bench_model.ts";

const WIDTHS = [1, 8, 32, 64] as const;
const PROMPT_TOKENS = 128;
const STEPS = 32;
const ROUNDS = 12;

const file = writeTinyGguf(BENCH_SHAPE);
const model = LlamaModel.load(await openLibrary(), file.path);
globalThis.addEventListener("unload", () => file[Symbol.dispose]());

/** Sequences with their prompts read, and one step over all of them. */
class Steps {
  readonly #context: LlamaContext;
  readonly #batch = createTokenBatch(PROMPT_TOKENS);
  readonly #samplers: Sampler[];
  readonly #tokens: Int32Array;
  #position = PROMPT_TOKENS;
  /** Milliseconds in each part since the start. */
  readonly spent = { fill: 0, decode: 0, view: 0, sample: 0 };

  constructor(readonly width: number, call: "blocking" | "nonblocking") {
    this.#context = new LlamaContext(model, {
      contextTokens: PROMPT_TOKENS + STEPS,
      sequences: width,
      batchTokens: PROMPT_TOKENS,
      kv: "streams",
      threads: 1,
      flashAttention: false,
      call,
    });
    this.#samplers = Array.from(
      { length: width },
      (_, seed) => new Sampler({ temperature: 0.8, topK: 0, topP: 1, seed }),
    );
    this.#tokens = new Int32Array(width).fill(1);
  }

  async readPrompt(): Promise<void> {
    const batch = this.#batch;
    batch.length = PROMPT_TOKENS;
    batch.outputs.fill(0);
    for (let i = 0; i < PROMPT_TOKENS; i++) {
      batch.tokens[i] = (i * 7919) % model.vocabulary.size;
      batch.positions[i] = i;
      batch.sequences[i] = 0;
    }
    await this.#context.decode(batch);
    for (let sequence = 1; sequence < this.width; sequence++) this.#context.copySequence(0, sequence);
  }

  async step(): Promise<void> {
    if (this.#position === PROMPT_TOKENS + STEPS) {
      this.#position = PROMPT_TOKENS;
      for (let i = 0; i < this.width; i++) this.#context.removeSequence(i, PROMPT_TOKENS);
    }
    const start = performance.now();
    const batch = this.#batch;
    batch.length = this.width;
    for (let i = 0; i < this.width; i++) {
      batch.tokens[i] = this.#tokens[i];
      batch.positions[i] = this.#position;
      batch.sequences[i] = i;
      batch.outputs[i] = 1;
    }
    const filled = performance.now();
    await this.#context.decode(batch);
    const decoded = performance.now();
    for (let i = 0; i < this.width; i++) this.#context.logits(i);
    const viewed = performance.now();
    for (let i = 0; i < this.width; i++) this.#tokens[i] = this.#samplers[i].sample(this.#context.logits(i)).token;
    const sampled = performance.now();
    this.#position++;
    this.spent.fill += filled - start;
    this.spent.decode += decoded - filled;
    this.spent.view += viewed - decoded;
    this.spent.sample += sampled - viewed;
  }

  [Symbol.dispose](): void {
    this.#context[Symbol.dispose]();
  }
}

function microseconds(ms: number): string {
  return (ms * 1000).toFixed(1).padStart(9);
}

console.log("width  fill us  view us  sample us  decode us  (nonblocking)  Deno's share of a step, blocking decode");
for (const width of WIDTHS) {
  using steps = new Steps(width, "blocking");
  using nonblocking = new Steps(width, "nonblocking");
  for (const each of [steps, nonblocking]) await each.readPrompt();
  const rows: (typeof steps.spent)[] = [];
  const decodes: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const each of [steps, nonblocking]) {
      const before = { ...each.spent };
      for (let i = 0; i < STEPS; i++) await each.step();
      const part = (name: keyof typeof before) => (each.spent[name] - before[name]) / STEPS;
      if (each === nonblocking) decodes.push(part("decode"));
      else rows.push({ fill: part("fill"), decode: part("decode"), view: part("view"), sample: part("sample") });
    }
  }
  const of = (name: keyof typeof steps.spent) => median(rows.map((row) => row[name]));
  const shares = rows.map(({ fill, view, sample, decode }) => (fill + view + sample) / (fill + view + sample + decode));
  console.log(
    `${String(width).padStart(5)}${microseconds(of("fill"))}${microseconds(of("view"))}${microseconds(of("sample"))}  ${
      microseconds(of("decode"))
    }    ${microseconds(median(decodes))}      ${(median(shares) * 100).toFixed(1)} %`,
  );
}

for (const width of WIDTHS) {
  for (const call of ["blocking", "nonblocking"] as const) {
    const steps = new Steps(width, call);
    await steps.readPrompt();
    Deno.bench(
      `step, width ${width}, ${call}`,
      { group: `width ${width}`, baseline: call === "blocking" },
      async () => {
        await steps.step();
      },
    );
  }
}
