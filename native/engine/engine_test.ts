import assert from "node:assert/strict";
import { type Candidate, promptSegments } from "@rstar/core";
import { Engine, SCORE_TOKEN_KEY } from "./engine.ts";
import type { EngineModelOptions, GenerateRequest } from "./engine_port.ts";
import { openLibrary } from "../library/library.ts";
import { LlamaModel } from "../llama/model.ts";
import { LlamaContext } from "../llama/context.ts";
import { addToken, createTokenBatch } from "../llama/token_batch.ts";
import { promptTokens } from "./prompt_tokens.ts";
import { type TinyGgufOptions, writeTinyGguf } from "../testing/tiny_gguf.ts";

const library = await openLibrary();
const SMALL = { contextTokens: 256, sequences: 24, runningSequences: 12, batchTokens: 64 } as const;
const SCORE_ROW = 319;
const PPM: TinyGgufOptions = {
  type: "q8_0",
  scoreRow: true,
  metadata: { [SCORE_TOKEN_KEY]: { type: "u32", value: SCORE_ROW } },
};

/** An engine with one tiny model. */
async function setUp(gguf: TinyGgufOptions = { type: "q8_0" }, options: EngineModelOptions = SMALL) {
  const file = writeTinyGguf(gguf);
  const engine = new Engine({ library });
  const info = await engine.loadModel(file.path, options);
  const prompt = (question: string, solution = "") => promptSegments({ question, solution });
  const request = (question: string, rest: Partial<GenerateRequest> = {}): GenerateRequest => ({
    model: info.model,
    prompt: prompt(question),
    seeds: [1, 2, 3, 4],
    temperature: 1,
    stop: [],
    maxTokens: 24,
    ...rest,
  });
  return {
    engine,
    info,
    path: file.path,
    prompt,
    request,
    stats: async () => (await engine.stats())[info.model],
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      file[Symbol.dispose]();
    },
  };
}

/** Requests of many shapes: short and long questions, few and many candidates. */
function others(request: (question: string, rest?: Partial<GenerateRequest>) => GenerateRequest): GenerateRequest[] {
  return Array.from(
    { length: 32 },
    (_, i) =>
      request(`${"What is it? ".repeat(i % 9)}Question ${i}`, {
        seeds: [i, i + 1, i + 2].slice(i % 3),
        maxTokens: 5 + i,
      }),
  );
}

for (
  const [name, options] of [
    ["", SMALL],
    [" in small batches", { ...SMALL, batchTokens: 26 }],
    [" with hardly any slots", { ...SMALL, sequences: 5, runningSequences: 5 }],
  ] as const
) {
  Deno.test(`Engine.generate() gives the same alone and among 32 others${name}`, async () => {
    await using alone = await setUp({ type: "q8_0" }, SMALL);
    const expected = await alone.engine.generate(alone.request("A question of its own, not too short"));
    await using crowd = await setUp({ type: "q8_0" }, options);
    const around = others(crowd.request).map((request) => crowd.engine.generate(request));
    const among = await crowd.engine.generate(crowd.request("A question of its own, not too short"));
    await Promise.all(around);
    assert.deepEqual(among, expected);
    const again = await crowd.engine.generate(crowd.request("A question of its own, not too short"));
    assert.deepEqual(again, expected, "from the cache, or read again");
  });
}

Deno.test("Engine.generate() gives the same with and without shared prefixes, for a chain of steps", async () => {
  const results: Candidate[][][] = [];
  for (const sharing of [true, false]) {
    await using tiny = await setUp({ type: "q8_0" }, { ...SMALL, sharing });
    let solution = "";
    const steps: Candidate[][] = [];
    for (let depth = 0; depth < 4; depth++) {
      const candidates = await tiny.engine.generate(tiny.request("", { prompt: tiny.prompt("Chain?", solution) }));
      steps.push(candidates);
      solution += candidates[depth].text.replaceAll("\ufffd", "?") + "<end_of_step>";
    }
    results.push(steps);
    const { reusedTokens } = await tiny.stats();
    assert.equal(reusedTokens > 100, sharing, `${reusedTokens} tokens were reused`);
  }
  assert.deepEqual(results[0], results[1]);
});

Deno.test("Engine.generate() reads a prompt once for all candidates", async () => {
  await using tiny = await setUp();
  const request = tiny.request("How often is this read?", { seeds: [1, 2, 3, 4, 5, 6, 7, 8] });
  using model = LlamaModel.load(library, tiny.path, { vocabularyOnly: true });
  const length = promptTokens(request.prompt, model.vocabulary).length;
  const candidates = await tiny.engine.generate(request);
  const stats = await tiny.stats();
  assert.equal(stats.prefilledTokens, length);
  assert.equal(await tiny.engine.countTokens({ model: tiny.info.model, prompt: request.prompt }), length);
  assert.equal(stats.generatedTokens, candidates.reduce((sum, { tokens }) => sum + tokens, 0));
  assert.equal(stats.lockedSlots + stats.running + stats.waiting, 0);
});

Deno.test("Engine.generate() serves more candidates than there are sequences, each as if alone", async () => {
  await using tiny = await setUp({ type: "q8_0" }, { ...SMALL, sequences: 3, runningSequences: 3 });
  const seeds = Array.from({ length: 17 }, (_, i) => i);
  const candidates = await tiny.engine.generate(tiny.request("Many?", { seeds }));
  assert.equal(candidates.length, 17);
  for (const seed of [0, 7, 16]) {
    assert.deepEqual(await tiny.engine.generate(tiny.request("Many?", { seeds: [seed] })), [candidates[seed]]);
  }
});

Deno.test("Engine.generate() cuts right after a stop string, which stays", async () => {
  await using tiny = await setUp();
  const [free] = await tiny.engine.generate(tiny.request("Stop?", { seeds: [5], maxTokens: 40 }));
  const stop = free.text.slice(9, 12);
  const [stopped] = await tiny.engine.generate(
    tiny.request("Stop?", { seeds: [5], maxTokens: 40, stop: ["never", stop] }),
  );
  assert.equal(stopped.text, free.text.slice(0, free.text.indexOf(stop) + stop.length));
  assert.equal(stopped.finish, "stop");
  assert.ok(stopped.tokens < free.tokens && stopped.logProbability > free.logProbability);
});

Deno.test("Engine.generate() ends at the end of generation without its token in the text", async () => {
  // An untied output matrix of zeros: all tokens are equally likely, so the first, made the end of generation, is taken.
  const zeros: TinyGgufOptions = {
    scoreRow: true,
    metadata: {
      "tokenizer.ggml.eos_token_id": { type: "u32", value: 0 },
      [SCORE_TOKEN_KEY]: { type: "u32", value: 1 },
    },
    editTensors: (tensors) =>
      tensors.map((tensor) =>
        tensor.name === "output.weight" ? { ...tensor, data: new Float32Array(tensor.data.length) } : tensor
      ),
  };
  await using tiny = await setUp(zeros);
  const request = tiny.request("End?", { seeds: [1], temperature: 0 });
  const [ended] = await tiny.engine.generate(request);
  assert.deepEqual({ ...ended, logProbability: 0 }, { text: "", finish: "stop", tokens: 1, logProbability: 0 });
  assert.ok(Math.abs(ended.logProbability + Math.log(320)) < 1e-4);
  const [stopped] = await tiny.engine.generate({ ...request, stop: ["\0"] });
  assert.deepEqual([stopped.text, stopped.finish], ["\0", "stop"], "a stop string that is the end of generation stays");
});

Deno.test("Engine.generate() cuts at maxTokens and at the end of the context", async () => {
  await using tiny = await setUp();
  const [cut] = await tiny.engine.generate(tiny.request("Cut?", { seeds: [1], maxTokens: 7 }));
  const { prefilledTokens } = await tiny.stats();
  assert.deepEqual([cut.finish, cut.tokens], ["length", 7]);
  const candidates = await tiny.engine.generate(tiny.request("Cut?", { maxTokens: 100_000, stop: ["never"] }));
  for (const { finish, tokens } of candidates) {
    if (finish === "length") assert.equal(tokens, SMALL.contextTokens - prefilledTokens);
  }
  assert.ok(candidates.some(({ finish }) => finish === "length"));
});

Deno.test("Engine.generate() at temperature 0 gives the same for every seed", async () => {
  await using tiny = await setUp();
  const [first, ...rest] = await tiny.engine.generate(tiny.request("Greedy?", { temperature: 0 }));
  for (const candidate of rest) assert.deepEqual(candidate, first);
});

Deno.test("Engine.generate() rejects a prompt that is longer than the context and serves the next", async () => {
  await using tiny = await setUp();
  await assert.rejects(tiny.engine.generate(tiny.request("x".repeat(400))), {
    code: "context_exceeded",
    message: /^Cannot read the prompt as it is longer than the context: it has \d+ tokens of 256$/,
  });
  assert.equal((await tiny.engine.generate(tiny.request("Next?"))).length, 4);
});

Deno.test("Engine.generate() rejects wrong arguments", async () => {
  await using tiny = await setUp();
  const wrong: Partial<GenerateRequest>[] = [
    { temperature: -1 },
    { temperature: NaN },
    { topP: 0 },
    { topK: 1.5 },
    { maxTokens: 0 },
    { stop: [""] },
    { seeds: [-1] },
    { seeds: [2 ** 32] },
    { model: "another" },
    { prompt: [] },
  ];
  for (const part of wrong) {
    await assert.rejects(tiny.engine.generate(tiny.request("q", part)), { code: "bad_request" }, JSON.stringify(part));
  }
  assert.deepEqual(await tiny.engine.generate(tiny.request("q", { seeds: [] })), []);
});

Deno.test("Engine.generate() ends an aborted request at once, frees its sequences and leaves the others alone", async () => {
  await using tiny = await setUp();
  const expected = await tiny.engine.generate(tiny.request("Stays?"));
  const abort = new AbortController();
  const long = { maxTokens: 200 };
  const gone = tiny.engine.generate(tiny.request("Goes?", long), { signal: abort.signal });
  const waiting = tiny.engine.generate(tiny.request("Goes too?", { ...long, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9] }), {
    signal: abort.signal,
  });
  const stays = tiny.engine.generate(tiny.request("Stays?"));
  const { decodes } = await tiny.stats();
  while ((await tiny.stats()).decodes < decodes + 3) await new Promise((resolve) => setImmediate(resolve));
  abort.abort();
  await assert.rejects(gone, { name: "AbortError" });
  await assert.rejects(waiting, { name: "AbortError" });
  assert.deepEqual(await stays, expected);
  const stats = await tiny.stats();
  assert.deepEqual([stats.running, stats.waiting, stats.lockedSlots], [0, 0, 0]);
  await assert.rejects(tiny.engine.generate(tiny.request("q"), { signal: AbortSignal.abort() }), {
    name: "AbortError",
  });
});

Deno.test("Engine.score() gives the logit of the score row at the end of each prompt", async () => {
  await using tiny = await setUp(PPM);
  const texts = ["", "<code>\nx = 1\n<end_of_step>", "<code>\nx = 1\n<end_of_step>\n\n# Step 2\n<end_of_step>"];
  const prompts = texts.map((solution) => tiny.prompt("What is it worth?", solution));
  const scores = await tiny.engine.score({ model: tiny.info.model, prompts });

  using model = LlamaModel.load(library, tiny.path);
  using context = new LlamaContext(model, {
    contextTokens: 256,
    sequences: 1,
    batchTokens: 256,
    kv: "streams",
    threads: 1,
    flashAttention: false,
  });
  for (const [i, prompt] of prompts.entries()) {
    const tokens = promptTokens(prompt, model.vocabulary);
    const batch = createTokenBatch(256);
    for (const [position, token] of tokens.entries()) {
      addToken(batch, { token, position, sequence: 0, output: position === tokens.length - 1 });
    }
    context.removeSequence(0);
    await context.decode(batch);
    assert.equal(scores[i], context.logits(0)[SCORE_ROW]);
  }
  assert.equal(new Set(scores).size, 3);
});

Deno.test("Engine.score() reads a shared prefix once", async () => {
  await using tiny = await setUp(PPM);
  const parent = "<code>\n# Step 1: a parent that is long enough to be worth it\nx = 1\n<end_of_step>";
  const prompts = Array.from(
    { length: 8 },
    (_, i) => tiny.prompt("Shared?", `${parent}\n\n# Step ${i}\n<end_of_step>`),
  );
  const together = await tiny.engine.score({ model: tiny.info.model, prompts });
  const { prefilledTokens } = await tiny.stats();
  await using apart = await setUp(PPM, { ...SMALL, sharing: false });
  assert.deepEqual(await apart.engine.score({ model: apart.info.model, prompts }), together);
  const without = (await apart.stats()).prefilledTokens;
  assert.ok(prefilledTokens < 0.35 * without, `${prefilledTokens} tokens of ${without}`);
});

Deno.test("Engine.score() rejects a model without a score row", async () => {
  await using tiny = await setUp();
  await assert.rejects(tiny.engine.score({ model: tiny.info.model, prompts: [tiny.prompt("q")] }), {
    code: "model_invalid",
    message: /it is no PPM$/,
  });
});

Deno.test("Engine runs a policy and a PPM at the same time", async () => {
  await using tiny = await setUp(PPM);
  using file = writeTinyGguf({ type: "q8_0", seed: 2 });
  const policy = await tiny.engine.loadModel(file.path, SMALL);
  assert.equal((await tiny.engine.loadModel(file.path, SMALL)).model, policy.model);
  const [candidates, scores] = await Promise.all([
    tiny.engine.generate(tiny.request("Both?", { model: policy.model })),
    tiny.engine.score({ model: tiny.info.model, prompts: [tiny.prompt("Both?")] }),
  ]);
  assert.deepEqual([candidates.length, scores.length, policy.scores, tiny.info.scores], [4, 1, false, true]);
});

Deno.test("Engine with unified cells preempts when they run out, and every request ends", async () => {
  const options: EngineModelOptions = { ...SMALL, kv: "unified", cells: 256, contextTokens: 200, deterministic: false };
  await using tiny = await setUp({ type: "q8_0" }, options);
  const requests = Array.from({ length: 6 }, (_, i) => tiny.request(`Cells ${i}?`, { maxTokens: 60, stop: [] }));
  const results = await Promise.all(requests.map((request) => tiny.engine.generate(request)));
  for (const candidates of results) assert.equal(candidates.length, 4);
  const stats = await tiny.stats();
  assert.ok(stats.preemptions > 0, "the test is about preemption");
  assert.deepEqual([stats.running, stats.waiting, stats.lockedSlots], [0, 0, 0]);
});

Deno.test("Engine in one pool keeps below the tiles of flash attention on a CPU", async () => {
  const sequences = { sequences: 80, runningSequences: 80, batchTokens: 128 };
  for (const flashAttention of [true, false]) {
    await using tiny = await setUp({ type: "q8_0" }, { ...SMALL, ...sequences, kv: "unified", flashAttention });
    const seeds = Array.from({ length: 80 }, (_, seed) => seed);
    const candidates = await tiny.engine.generate(tiny.request("Many?", { seeds }));
    assert.equal(candidates.length, 80);
    const { generatedTokens, mergedTokens, decodes } = await tiny.stats();
    const atOnce = (generatedTokens - mergedTokens) / decodes;
    assert.ok(flashAttention ? atOnce > 30 && atOnce < 64 : atOnce > 64, `${atOnce} sequences a decode`);
  }
});

Deno.test("Engine computes an admitted sequence in the next decode, with those that generate", async () => {
  const together = { kv: "unified", flashAttention: false, batchTokens: 512, sharing: false } as const;
  await using tiny = await setUp({ type: "q8_0" }, { ...SMALL, ...together, runningSequences: 2 });
  const tokens = await Promise.all([3, 9, 6].map(async (maxTokens, index) => {
    const request = tiny.request(`Question ${index}`, { seeds: [index], maxTokens });
    return (await tiny.engine.generate(request))[0].tokens;
  }));
  assert.deepEqual(tokens, [3, 9, 6]);
  assert.equal((await tiny.stats()).decodes, 9, "the third follows the first at once");
});

Deno.test("Engine.loadModel() rejects with one sentence what cannot be loaded", async () => {
  await using engine = new Engine({ library });
  await assert.rejects(engine.loadModel("/no/such/model.gguf"), { code: "model_not_found" });
  using file = writeTinyGguf();
  await Deno.truncate(file.path, 5_000);
  await assert.rejects(engine.loadModel(file.path), { code: "model_invalid" });
  using other = writeTinyGguf({ metadata: { "general.architecture": { type: "string", value: "walrus" } } });
  await assert.rejects(engine.loadModel(other.path), { code: "model_invalid" });
  using good = writeTinyGguf();
  await assert.rejects(engine.loadModel(good.path, { runningSequences: 0 }), { code: "bad_request" });
  await assert.rejects(engine.loadModel(good.path, { sequences: 300, batchTokens: 512 }), { code: "bad_request" });
  assert.equal((await engine.loadModel(good.path, SMALL)).vocabularySize, 320);
});

Deno.test("Engine.generate() rejects when the model computes NaN, and the engine stays usable", async () => {
  // Finite weights whose products are not: the check of the file finds nothing.
  const huge: TinyGgufOptions = {
    editTensors: (tensors) =>
      tensors.map((tensor) =>
        tensor.name.includes("ffn") && tensor.dimensions.length === 2
          ? { ...tensor, data: new Float32Array(tensor.data.length).fill(3e38) }
          : tensor
      ),
  };
  await using tiny = await setUp(huge);
  await assert.rejects(tiny.engine.generate(tiny.request("q")), { code: "model_invalid", message: /logits are no/ });
  const stats = await tiny.stats();
  assert.deepEqual([stats.running, stats.waiting, stats.lockedSlots], [0, 0, 0]);
});

Deno.test("Engine rejects unfinished requests, and all later ones, when it is closed", async () => {
  const tiny = await setUp();
  const request = tiny.engine.generate(tiny.request("Closed?", { maxTokens: 200 }));
  const rejected = assert.rejects(request, { code: "engine_failed", message: /closed/ });
  while ((await tiny.stats()).decodes === 0) await new Promise((resolve) => setImmediate(resolve));
  await tiny[Symbol.asyncDispose]();
  await rejected;
  await assert.rejects(tiny.engine.generate(tiny.request("q")), { code: "engine_failed" });
  await assert.rejects(tiny.engine.loadModel(tiny.path), { code: "engine_failed" });
});

Deno.test("Engine.generate() computes once what candidates have in common, and gives each what it gives alone", async () => {
  await using tiny = await setUp({ type: "q8_0" }, { ...SMALL, sequences: 24 });
  for (const temperature of [0, 0.15, 0.3, 1]) {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
    const together = await tiny.engine.generate(tiny.request("What do they share?", { seeds, temperature }));
    for (const [index, seed] of seeds.entries()) {
      const alone = await tiny.engine.generate(tiny.request("What do they share?", { seeds: [seed], temperature }));
      assert.deepEqual(alone, [together[index]]);
    }
  }
  const { generatedTokens, mergedTokens } = await tiny.stats();
  assert.ok(mergedTokens > 7 * 24, `${mergedTokens} of ${generatedTokens} tokens were shared`); // greedy ones all share
});
