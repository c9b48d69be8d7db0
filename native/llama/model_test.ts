import assert from "node:assert/strict";
import { PolicyError } from "@rstar/core";
import { LlamaModel, type ModelOptions } from "./model.ts";
import { library } from "../testing/library.ts";
import { runScript } from "../testing/run_script.ts";
import { SCORE_TOKEN_KEY, tinyGguf, type TinyGgufOptions, writeTinyGguf } from "../testing/tiny_gguf.ts";

/** Asserts that a model of such a file is rejected with `model_invalid` and a message that fits. */
function assertInvalid(options: TinyGgufOptions, pattern: RegExp): void {
  using file = writeTinyGguf(options);
  assert.throws(() => load(file.path), (error) => {
    assert.ok(error instanceof PolicyError, String(error));
    assert.equal(error.code, "model_invalid");
    assert.match(error.message, pattern);
    return true;
  });
}

function load(path: string, options: ModelOptions = {}): LlamaModel {
  return LlamaModel.load(library, path, options);
}

const u32 = (value: number) => ({ type: "u32", value }) as const;
const string = (value: string) => ({ type: "string", value }) as const;

Deno.test("LlamaModel.load() loads each number format", () => {
  for (const type of ["f32", "f16", "q8_0"] as const) {
    using file = writeTinyGguf({ type });
    using model = load(file.path);
    assert.match(model.description, /^qwen2/);
    assert.equal(model.parameters, 94_784);
    assert.equal(model.contextTrained, 2048);
    assert.equal(model.vocabulary.size, 320);
    assert.deepEqual(model.shape, { layers: 2, embedding: 64, kvWidth: 64 });
    assert.ok(model.hasWeights);
  }
});

Deno.test("LlamaModel.metadata() returns values as text, of any length, and nothing for an absent key", () => {
  const long = "long ".repeat(1000);
  using file = writeTinyGguf({ scoreRow: true, metadata: { "general.description": string(long) } });
  using model = load(file.path);
  assert.equal(model.metadata("general.architecture"), "qwen2");
  assert.equal(model.metadata(SCORE_TOKEN_KEY), "319");
  assert.equal(model.metadata("general.description"), long);
  assert.equal(model.metadata("no.such.key"), undefined);
});

Deno.test("LlamaModel.load() throws model_not_found when nothing is there", () => {
  assert.throws(() => load("/no/such/model.gguf"), (error) => {
    return error instanceof PolicyError && error.code === "model_not_found" &&
      error.message === "Cannot load /no/such/model.gguf as no such file exists";
  });
});

Deno.test("LlamaModel.load() rejects an architecture that is unknown or of another kind", () => {
  assertInvalid({ metadata: { "general.architecture": string("qwen99") } }, /unknown model architecture: 'qwen99'$/);
  assertInvalid({ metadata: { "general.architecture": string("") } }, /does not name its architecture/);
  assertInvalid({ metadata: { "general.architecture": string("bert") } }, /^Cannot load \S+ as /);
});

Deno.test("LlamaModel.load() rejects missing, superfluous and misshapen tensors", () => {
  assertInvalid(
    { editTensors: (tensors) => tensors.filter(({ name }) => name !== "blk.1.attn_k.weight") },
    /blk\.1\.attn_k\.weight/,
  );
  const extra = { name: "cls.output.weight", dimensions: [64], data: new Float32Array(64) };
  assertInvalid({ editTensors: (tensors) => [...tensors, extra] }, /wrong number of tensors; expected 27, got 26/);
  assertInvalid({
    editTensors: (tensors) => tensors.map((t) => t.name === "output_norm.weight" ? { ...t, dimensions: [32, 2] } : t),
  }, /output_norm\.weight' has wrong shape/);
});

Deno.test("LlamaModel.load() rejects hyperparameters that would end the process", () => {
  assertInvalid({ metadata: { "qwen2.block_count": u32(0) } }, /block_count is 0, not a number from 1 to 512/);
  assertInvalid({ metadata: { "qwen2.block_count": u32(513) } }, /block_count is 513/);
  assertInvalid({ metadata: { "qwen2.attention.head_count": u32(3) } }, /heads/);
  assertInvalid({ metadata: { "qwen2.attention.key_length": u32(32) } }, /widths: 32, 16, 32/);
  assertInvalid({ metadata: { "qwen2.rope.dimension_count": u32(8) } }, /widths: 16, 16, 8/);
  assertInvalid({ metadata: { "qwen2.rope.scaling.type": { type: "string", value: "other" } } }, /rope.scaling.type/);
  assertInvalid({ metadata: { "qwen2.attention.head_count_kv": u32(3) } }, /4 attention heads cannot share 3/);
  assertInvalid({ metadata: { "qwen2.context_length": u32(0) } }, /context_length is 0/);
  const epsilon = { type: "f32", value: -1 } as const;
  assertInvalid({ metadata: { "qwen2.attention.layer_norm_rms_epsilon": epsilon } }, /epsilon is -1/);
  assertInvalid({ metadata: { "qwen2.embedding_length": u32(128) } }, /token_embd\.weight is 64 × 320/);
});

Deno.test("LlamaModel.load() rejects vocabularies that would end the process", () => {
  const tokens = Array.from({ length: 320 }, (_, i) => `t${i}`);
  const metadata = (value: string[]) => ({ "tokenizer.ggml.tokens": { type: "strings", value } }) as const;
  assertInvalid({ metadata: metadata(tokens.with(5, "t6")) }, /token "t6" twice/);
  assertInvalid({ metadata: metadata(tokens.with(5, "t6\0x")) }, /token "t6" twice/);
  assertInvalid({ metadata: metadata(tokens.slice(1)) }, /319 tokens and embeddings for 320/);
});

Deno.test("LlamaModel.load() rejects a vocabulary without weights, unless only the vocabulary is loaded", () => {
  assertInvalid({ editTensors: () => [] }, /vocabulary and no weights/);
  using file = writeTinyGguf({ editTensors: () => [] });
  using model = load(file.path, { vocabularyOnly: true });
  assert.equal(model.hasWeights, false);
  assert.equal(model.vocabulary.decode(model.vocabulary.tokenize("x = 1", { special: false })), "x = 1");
});

Deno.test("LlamaModel[Symbol.dispose]() frees once, and what is used afterwards throws", () => {
  using file = writeTinyGguf();
  const model = load(file.path);
  const { vocabulary } = model;
  model[Symbol.dispose]();
  model[Symbol.dispose]();
  const disposed = (error: unknown) => error instanceof PolicyError && /was disposed/.test(error.message);
  assert.throws(() => model.metadata("general.architecture"), disposed);
  assert.throws(() => model.unsafePointer, disposed);
  assert.throws(() => vocabulary.tokenize("x", { special: false }), disposed);
  assert.throws(() => vocabulary.pieceBytes(1), disposed);
});

Deno.test("LlamaModel.load() rejects weights that are not numbers, or not all there", async () => {
  const { code, stdout, stderr } = await runScript(`
    const library = await openLibrary({ path: ${JSON.stringify(library.folder)} });
    const path = Deno.makeTempFileSync();
    for (const type of ["f32", "f16"]) {
      const bytes = tinyGguf({ type, editTensors: (tensors) => {
        tensors[3].data.fill(NaN, 7, 8);
        return tensors;
      }});
      Deno.writeFileSync(path, bytes);
      try { LlamaModel.load(library, path) } catch (error) { console.log(error.code, error.message.replace(path, "it")) }
    }
    const whole = tinyGguf();
    Deno.writeFileSync(path, whole.subarray(0, whole.length - 100));
    try { LlamaModel.load(library, path) } catch (error) { console.log(error.code, error.message.replace(path, "it")) }
    Deno.removeSync(path);`);
  assert.equal(code, 0, stderr);
  const [f32, f16, cut] = stdout.split("\n");
  assert.match(f32, /^model_invalid Cannot load it as its weights are not all finite numbers \(\S+\)$/);
  assert.match(f16, /^model_invalid Cannot load it as its weights are not all finite numbers \(\S+\)$/);
  assert.match(cut, /^model_invalid Cannot load it as tensor '\S+' data is not within the file bounds/);
});

Deno.test("LlamaModel.load() survives corrupt headers, and writes nothing to stderr", async () => {
  const { code, stdout, stderr } = await runScript(`
    import { uniform } from ${JSON.stringify(new URL("../../core/random.ts", import.meta.url).href)};
    const library = await openLibrary({ path: ${JSON.stringify(library.folder)} });
    const path = Deno.makeTempFileSync();
    const source = tinyGguf();
    const counts = { loaded: 0, rejected: 0 };
    for (let seed = 0; seed < 200; seed++) {
      const draw = uniform(seed), bytes = source.slice();
      for (let n = 1 + Math.floor(3 * draw()); n > 0; n--) bytes[8 + Math.floor(draw() * 9000)] = Math.floor(256 * draw());
      Deno.writeFileSync(path, bytes);
      try {
        using model = LlamaModel.load(library, path);
        counts.loaded++;
      } catch (error) {
        if (error.code !== "model_invalid" || !error.message.startsWith("Cannot load " + path + " as ")) throw error;
        counts.rejected++;
      }
    }
    Deno.removeSync(path);
    console.log(JSON.stringify(counts));`);
  assert.equal(code, 0, stderr);
  assert.equal(stderr, "");
  const { loaded, rejected } = JSON.parse(stdout);
  assert.equal(loaded + rejected, 200);
  assert.ok(rejected > 20, stdout);
});

Deno.test("tinyGguf() is a function of its options", () => {
  assert.deepEqual(tinyGguf({ seed: 3 }), tinyGguf({ seed: 3 }));
  assert.notDeepEqual(tinyGguf({ seed: 3 }), tinyGguf({ seed: 4 }));
});
