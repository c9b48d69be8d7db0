import assert from "node:assert/strict";
import { PolicyError } from "@rstar/core";
import { LlamaContext } from "./context.ts";
import type { ContextOptions } from "./context_options.ts";
import { LlamaModel } from "./model.ts";
import { addToken, createTokenBatch, type TokenBatch } from "./token_batch.ts";
import { library } from "../testing/library.ts";
import { runScript } from "../testing/run_script.ts";
import { type TinyGgufOptions, writeTinyGguf } from "../testing/tiny_gguf.ts";

const OPTIONS: ContextOptions = {
  contextTokens: 256,
  sequences: 4,
  batchTokens: 64,
  kv: "unified",
  threads: 1,
  flashAttention: false,
  kvType: "f32",
};

/** Runs `test` with a context over a tiny model. */
async function withContext(
  options: Partial<ContextOptions>,
  test: (context: LlamaContext, model: LlamaModel) => Promise<void> | void,
  tiny: TinyGgufOptions = {},
): Promise<void> {
  using file = writeTinyGguf(tiny);
  using model = LlamaModel.load(library, file.path);
  using context = new LlamaContext(model, { ...OPTIONS, ...options });
  await test(context, model);
}

/** A batch of consecutive tokens of one sequence; logits at the last, or at all. */
function run(
  tokens: readonly number[],
  options: { readonly sequence?: number; readonly from?: number; readonly all?: boolean } = {},
): TokenBatch {
  const { sequence = 0, from = 0, all = false } = options;
  const batch = createTokenBatch(tokens.length);
  tokens.forEach((token, i) => {
    addToken(batch, { token, position: from + i, sequence, output: all || i === tokens.length - 1 });
  });
  return batch;
}

/** The logits of the last token of `tokens`, copied. */
async function lastLogits(context: LlamaContext, batch: TokenBatch): Promise<Float32Array> {
  assert.equal(await context.decode(batch), "ok");
  const rows = batch.outputs.reduce((sum, output) => sum + output, 0);
  return context.logits(rows - 1).slice();
}

function maxDifference(a: Float32Array, b: Float32Array): number {
  assert.equal(a.length, b.length);
  return a.reduce((max, value, i) => Math.max(max, Math.abs(value - b[i])), 0);
}

const TOKENS = [60, 99, 111, 100, 101, 62, 32, 35, 83, 116];
const isEngineFailure = (pattern: RegExp) => (error: unknown) =>
  error instanceof PolicyError && error.code === "engine_failed" && pattern.test(error.message);

Deno.test("LlamaContext.decode() computes the same logits for the same tokens, bit for bit", async () => {
  await withContext({}, async (context, model) => {
    const first = await lastLogits(context, run(TOKENS));
    assert.equal(first.length, model.vocabulary.size);
    assert.ok(first.every(Number.isFinite) && new Set(first).size > 100);
    context.removeSequence(0);
    assert.deepEqual(await lastLogits(context, run(TOKENS)), first);
    using other = new LlamaContext(model, { ...OPTIONS, call: "blocking" });
    assert.deepEqual(await lastLogits(other, run(TOKENS)), first);
  });
});

Deno.test("LlamaContext.decode() gives other logits for other tokens and other positions", async () => {
  await withContext({}, async (context) => {
    const first = await lastLogits(context, run(TOKENS));
    context.removeSequence(0);
    assert.ok(maxDifference(await lastLogits(context, run(TOKENS.with(2, 112))), first) > 1e-3);
    context.removeSequence(0);
    assert.ok(
      maxDifference(await lastLogits(context, run(TOKENS.with(8, TOKENS[7]).with(7, TOKENS[8]))), first) > 1e-3,
    );
  });
});

Deno.test("LlamaContext.decode() computes as much at once as one by one, in every layout and with two threads", async () => {
  for (const kv of ["unified", "streams"] as const) {
    for (const [threads, flashAttention] of [[1, false], [2, false], [1, true]] as const) {
      await withContext({ kv, threads, flashAttention }, async (context) => {
        const at = await lastLogits(context, run(TOKENS));
        let last = new Float32Array();
        for (const [i, token] of TOKENS.entries()) {
          last = await lastLogits(context, run([token], { sequence: 1, from: i })) as Float32Array<ArrayBuffer>;
        }
        assert.ok(maxDifference(at, last) < 1e-2, `${kv} ${threads} ${flashAttention} ${maxDifference(at, last)}`);
      });
    }
  }
});

Deno.test("LlamaContext.logits() numbers rows in the order of the flagged tokens, over sequences and ubatches", async () => {
  // 700 tokens are more than one ubatch of 512, and sequences that alternate are regrouped inside llama.cpp.
  for (const kv of ["unified", "streams"] as const) {
    await withContext({ kv, contextTokens: 1024, batchTokens: 700 }, async (context) => {
      const batch = createTokenBatch(700);
      const flagged: [sequence: number, position: number][] = [];
      for (let i = 0; i < 700; i++) {
        const sequence = i % 2, position = i >> 1, output = i % 97 === 5;
        addToken(batch, { token: 40 + (i * 7 + sequence) % 60, position, sequence, output });
        if (output) flagged.push([sequence, position]);
      }
      assert.equal(await context.decode(batch), "ok");
      const rows = flagged.map((_, row) => context.logits(row).slice());
      for (let sequence = 0; sequence < 4; sequence++) context.removeSequence(sequence);
      const indices = Array.from(batch.tokens.keys());
      for (const [row, [sequence, position]] of flagged.entries()) {
        const tokens = indices.filter((i) => i % 2 === sequence && i >> 1 <= position).map((i) => batch.tokens[i]);
        const alone = await lastLogits(context, run(tokens, { sequence: 3 }));
        context.removeSequence(3);
        assert.ok(maxDifference(rows[row], alone) < 1e-2, `${kv} row ${row}: ${maxDifference(rows[row], alone)}`);
      }
    });
  }
});

Deno.test("LlamaContext.copySequence() shares a prefix, and replaces what the target held", async () => {
  for (const kv of ["unified", "streams"] as const) {
    await withContext({ kv }, async (context) => {
      const whole = await lastLogits(context, run(TOKENS, { sequence: 3 }));
      assert.equal(await context.decode(run(TOKENS.slice(0, 6))), "ok");
      assert.equal(await context.decode(run([99, 99, 99, 99, 99, 99, 99, 99], { sequence: 2 })), "ok");
      context.copySequence(0, 2);
      assert.deepEqual([0, 1, 2, 3].map((i) => context.sequenceLength(i)), [6, 0, 6, 10]);
      const rest = await lastLogits(context, run(TOKENS.slice(6), { sequence: 2, from: 6 }));
      assert.ok(maxDifference(rest, whole) < 1e-2, `${kv}: ${maxDifference(rest, whole)}`);
      context.copySequence(2, 2);
      assert.deepEqual([context.sequenceLength(0), context.sequenceLength(2)], [6, 10]);
    });
  }
});

Deno.test("LlamaContext.removeSequence() cuts a sequence back, so that it can continue from there", async () => {
  for (const kv of ["unified", "streams"] as const) {
    await withContext({ kv }, async (context) => {
      const whole = await lastLogits(context, run(TOKENS));
      context.removeSequence(0, 6);
      assert.equal(context.sequenceLength(0), 6);
      const again = await lastLogits(context, run(TOKENS.slice(6), { from: 6 }));
      assert.ok(maxDifference(again, whole) < 1e-2);
      context.removeSequence(0);
      context.removeSequence(0);
      assert.equal(context.sequenceLength(0), 0);
    });
  }
});

Deno.test("LlamaContext.decode() returns no-cells when the cache is full, and works again when there is room", async () => {
  await withContext({ batchTokens: 256 }, async (context) => {
    assert.equal(context.contextTokens, 256);
    const full = Array.from({ length: 256 }, (_, i) => 40 + i % 60);
    assert.equal(await context.decode(run(full)), "ok");
    assert.equal(await context.decode(run([50], { sequence: 1 })), "no-cells");
    assert.throws(() => context.logits(0), /computed 0 rows/);
    assert.deepEqual([context.sequenceLength(0), context.sequenceLength(1)], [256, 0]);
    context.removeSequence(0, 200);
    assert.equal(await context.decode(run([50], { sequence: 1 })), "ok");
  });
  await withContext({ kv: "streams", batchTokens: 256 }, async (context) => {
    const full = Array.from({ length: 256 }, (_, i) => 40 + i % 60);
    assert.equal(await context.decode(run(full)), "ok");
    assert.equal(await context.decode(run([50], { from: 256 })), "no-cells");
    assert.equal(await context.decode(run(full, { sequence: 1 })), "ok");
  });
});

Deno.test("LlamaContext.decode() rejects batches that would end the process or corrupt the cache", async () => {
  await withContext({}, async (context) => {
    const size = context.model.vocabulary.size;
    const long = Array.from({ length: 65 }, () => 50);
    await assert.rejects(context.decode(run(long)), /batch of 65 tokens as it must have 1 to 64/);
    await assert.rejects(context.decode(createTokenBatch(4)), /batch of 0 tokens/);
    for (const length of [-1, 1.5, NaN, 5]) {
      const batch = run([1, 2, 3, 4]);
      batch.length = length;
      await assert.rejects(context.decode(batch), RangeError, String(length));
    }
    for (const token of [-1, size, 2 ** 31 - 1]) await assert.rejects(context.decode(run([token])), RangeError);
    for (const sequence of [-1, 4, 255, 256]) {
      await assert.rejects(context.decode(run([50], { sequence })), /as the context has sequences 0 to 3/);
    }
    const uneven = { ...run([1, 2, 3]), outputs: new Uint8Array(new ArrayBuffer(2)) };
    await assert.rejects(context.decode(uneven), RangeError);
    // None of it left a trace.
    assert.deepEqual([0, 1, 2, 3].map((i) => context.sequenceLength(i)), [0, 0, 0, 0]);
    assert.equal(await context.decode(run(TOKENS)), "ok");
  });
});

Deno.test("LlamaContext.decode() rejects positions that are not consecutive, and keeps its state", async () => {
  await withContext({}, async (context) => {
    assert.equal(await context.decode(run(TOKENS)), "ok");
    for (const from of [12, 9, 3, -1]) {
      await assert.rejects(
        context.decode(run([50], { from })),
        isEngineFailure(/positions are not consecutive/),
        String(from),
      );
    }
    assert.equal(context.sequenceLength(0), 10);
    assert.equal(await context.decode(run([50], { from: 10 })), "ok");
  });
});

Deno.test("LlamaContext rejects sequences and rows that do not exist", async () => {
  await withContext({}, async (context) => {
    assert.throws(() => context.logits(0), /computed 0 rows/);
    assert.equal(await context.decode(run(TOKENS, { all: true })), "ok");
    for (const row of [-1, 10, 0.5]) assert.throws(() => context.logits(row), RangeError);
    for (const sequence of [-1, 4, 300, 0.5]) {
      assert.throws(() => context.copySequence(0, sequence), RangeError);
      assert.throws(() => context.copySequence(sequence, 0), RangeError);
      assert.throws(() => context.removeSequence(sequence), RangeError);
      assert.throws(() => context.sequenceLength(sequence), RangeError);
    }
    for (const position of [-1, 0.5, 2 ** 31]) assert.throws(() => context.removeSequence(0, position), RangeError);
  });
});

Deno.test("LlamaContext.decode() leaves the event loop alive, and allows nothing else meanwhile", async () => {
  await withContext({ contextTokens: 2048, batchTokens: 2048 }, async (context) => {
    const tokens = Array.from({ length: 2000 }, (_, i) => 40 + i % 60);
    let turns = 0, done = false;
    const decoding = context.decode(run(tokens)).finally(() => done = true);
    const refused = isEngineFailure(/the context is computing/);
    await assert.rejects(context.decode(run([1])), refused);
    assert.throws(() => context.logits(0), refused);
    assert.throws(() => context.copySequence(0, 1), refused);
    assert.throws(() => context.removeSequence(0), refused);
    assert.throws(() => context[Symbol.dispose](), refused);
    const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
    for (; !done; turns++) await turn();
    assert.equal(await decoding, "ok");
    assert.ok(turns > 1, `${turns} turns of the event loop`);
  }, { embedding: 256, layers: 4 });
});

Deno.test("LlamaContext() rejects options that would end the process", async () => {
  await withContext({}, (_, model) => {
    const wrong: Partial<ContextOptions>[] = [
      ...[{ contextTokens: 0 }, { contextTokens: -1 }, { contextTokens: 1.5 }, { contextTokens: 2 ** 31 }],
      ...[{ sequences: 0 }, { sequences: 257, batchTokens: 512 }, { batchTokens: 3 }, { batchTokens: 0 }],
      ...[{ threads: 0 }, { threads: 513 }, { contextTokens: 2 ** 30, kv: "streams" as const }],
    ];
    for (const options of wrong) {
      assert.throws(() => new LlamaContext(model, { ...OPTIONS, ...options }), RangeError, JSON.stringify(options));
    }
  });
});

Deno.test("LlamaContext() refuses at once a KV cache that does not fit in memory", async () => {
  await withContext({}, (_, model) => {
    const options = { ...OPTIONS, contextTokens: 2 ** 31 - 256 };
    const start = performance.now();
    assert.throws(() => new LlamaContext(model, options), (error) => {
      return error instanceof PolicyError && error.code === "context_exceeded" &&
        /KV cache takes \d+ MB/.test(error.message);
    });
    assert.ok(performance.now() - start < 1000);
  });
});

Deno.test("LlamaContext takes the smallest and the largest shapes", async () => {
  for (const kv of ["unified", "streams"] as const) {
    await withContext({ contextTokens: 1, sequences: 1, batchTokens: 1, kv }, async (context) => {
      assert.equal(await context.decode(run([50])), "ok");
    });
    await withContext({ contextTokens: 256, sequences: 256, batchTokens: 256, kv }, async (context) => {
      const batch = createTokenBatch(256);
      for (let i = 0; i < 256; i++) addToken(batch, { token: 50, position: 0, sequence: i, output: true });
      assert.equal(await context.decode(batch), "ok");
      assert.ok(maxDifference(context.logits(0), context.logits(255)) < 1e-2);
    });
  }
});

Deno.test("LlamaContext[Symbol.dispose]() frees once, and what is used afterwards throws", async () => {
  await withContext({ threads: 2 }, async (context) => {
    assert.equal(await context.decode(run(TOKENS)), "ok");
    context[Symbol.dispose]();
    context[Symbol.dispose]();
    const disposed = isEngineFailure(/was disposed/);
    assert.throws(() => context.logits(0), disposed);
    assert.throws(() => context.sequenceLength(0), disposed);
    await assert.rejects(context.decode(run(TOKENS)), disposed);
  });
});

Deno.test("LlamaContext keeps a batch's arrays alive while C holds their addresses, and writes nothing to stderr", async () => {
  const { code, stdout, stderr } = await runScript(`
    const library = await openLibrary({ path: ${JSON.stringify(library.folder)} });
    const path = Deno.makeTempFileSync();
    Deno.writeFileSync(path, tinyGguf());
    using model = LlamaModel.load(library, path);
    Deno.removeSync(path);
    using context = new LlamaContext(model, {
      contextTokens: 256, sequences: 1, batchTokens: 8, kv: "unified", threads: 2, flashAttention: false,
    });
    const results = new Set();
    for (let round = 0; round < 30; round++) {
      const batch = createTokenBatch(8);
      for (let i = 0; i < 8; i++) addToken(batch, { token: 50 + i, position: i, sequence: 0, output: i === 7 });
      const decoding = context.decode(batch);
      for (let i = 0; i < 20; i++) new Uint8Array(1 << 20).fill(255);
      results.add(await decoding + " " + context.logits(0).slice(0, 8).join());
      context.removeSequence(0);
    }
    console.log(results.size);`);
  assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: "1", stderr: "" });
});

Deno.test("LlamaContext.copySequence() of an empty sequence empties the target", async () => {
  for (const kv of ["unified", "streams"] as const) {
    await withContext({ kv }, async (context) => {
      assert.equal(await context.decode(run(TOKENS, { sequence: 1 })), "ok");
      context.copySequence(0, 1);
      assert.equal(context.sequenceLength(1), 0);
      assert.equal(await context.decode(run(TOKENS, { sequence: 1 })), "ok");
      assert.equal(context.sequenceLength(1), 10);
    });
  }
});
