import assert from "node:assert/strict";
import fc from "fast-check";
import { LlamaModel } from "./model.ts";
import { library } from "../testing/library.ts";
import { TINY_MARKERS, writeTinyGguf } from "../testing/tiny_gguf.ts";

/** Runs `test` with the vocabulary of a tiny model. */
function withTiny(test: (model: LlamaModel) => void): void {
  using file = writeTinyGguf();
  using model = LlamaModel.load(library, file.path);
  test(model);
}

Deno.test("Vocabulary.tokenize() makes control tokens of their names only when asked", () => {
  withTiny(({ vocabulary }) => {
    for (const marker of TINY_MARKERS) {
      const special = vocabulary.tokenize(`${marker}1`, { special: true });
      assert.equal(special.length, 2, marker);
      assert.equal(new TextDecoder().decode(vocabulary.pieceBytes(special[0])), marker);
      const plain = vocabulary.tokenize(`${marker}1`, { special: false });
      assert.ok(!plain.includes(special[0]), marker);
      assert.equal(vocabulary.decode(plain), `${marker}1`);
    }
  });
});

Deno.test("Vocabulary.tokenize() is undone by decode(), for any text", () => {
  withTiny(({ vocabulary }) => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), fc.boolean(), (text, special) => {
      assert.equal(vocabulary.decode(vocabulary.tokenize(text, { special })), text);
    }));
    assert.deepEqual(vocabulary.tokenize("", { special: true }), []);
    assert.equal(vocabulary.decode(vocabulary.tokenize("\ud800 a\0b", { special: false })), "\ufffd a\0b");
  });
});

Deno.test("Vocabulary.tokenize() handles a text longer than its buffer", () => {
  withTiny(({ vocabulary }) => {
    const text = "print(1) # é\n".repeat(2000);
    assert.equal(vocabulary.decode(vocabulary.tokenize(text, { special: false })), text);
    assert.equal(vocabulary.decode(vocabulary.tokenize("short", { special: false })), "short");
  });
});

Deno.test("Vocabulary.tokenize() starts with the model's first token only when it has one and is asked", () => {
  withTiny(({ vocabulary }) => {
    assert.equal(vocabulary.beginOfSequence, undefined);
    assert.equal(vocabulary.decode(vocabulary.tokenize("a", { special: false, bos: true })), "a");
  });
  using file = writeTinyGguf({
    metadata: {
      "tokenizer.ggml.add_bos_token": { type: "bool", value: true },
      "tokenizer.ggml.bos_token_id": { type: "u32", value: 270 },
    },
  });
  using model = LlamaModel.load(library, file.path);
  assert.equal(model.vocabulary.beginOfSequence, 270);
  assert.equal(model.vocabulary.tokenize("a", { special: false, bos: true })[0], 270);
  assert.deepEqual(model.vocabulary.tokenize("", { special: false, bos: true }), [270]);
  assert.equal(model.vocabulary.tokenize("a", { special: false }).length, 1);
});

Deno.test("Vocabulary.endOfGeneration holds the end token, and no marker of a step", () => {
  withTiny(({ vocabulary }) => {
    const [end] = vocabulary.tokenize("<|endoftext|>", { special: true });
    assert.deepEqual([...vocabulary.endOfGeneration], [end]);
  });
});

Deno.test("Vocabulary.pieceBytes() throws when there is no such token", () => {
  withTiny(({ vocabulary }) => {
    assert.equal(vocabulary.pieceBytes(vocabulary.size - 1), vocabulary.pieceBytes(vocabulary.size - 1));
    for (const token of [-1, vocabulary.size, 1.5, NaN, 2 ** 31]) {
      assert.throws(() => vocabulary.pieceBytes(token), RangeError, String(token));
    }
  });
});

Deno.test("Vocabulary.pieceBytes() gives names longer than its buffer", () => {
  const name = `<${"long".repeat(100)}>`;
  const tokens = Array.from({ length: 320 }, (_, i) => i === 319 ? name : `<t${i}>`);
  using file = writeTinyGguf({
    metadata: {
      "tokenizer.ggml.tokens": { type: "strings", value: tokens },
      "tokenizer.ggml.token_type": { type: "i32s", value: tokens.map(() => 3) },
      "tokenizer.ggml.merges": { type: "strings", value: [] },
    },
  });
  using model = LlamaModel.load(library, file.path);
  assert.equal(new TextDecoder().decode(model.vocabulary.pieceBytes(319)), name);
});

/** Cases of real tokenizers, which are no part of this project. */
const DATA = new URL("../../../shared/data/tokenizer/", import.meta.url);

for (const name of ["qwen2", "phi-3", "llama-bpe"]) {
  const files = [`ggml-vocab-${name}.gguf`, `${name}.jsonl`].map((file) => new URL(file, DATA));
  const missing = files.find((url) => !exists(url));
  Deno.test({
    name: `Vocabulary.tokenize() agrees with the recorded cases of ${name}` +
      (missing ? ` (absent: ${missing.pathname})` : ""),
    ignore: missing !== undefined,
    fn: () => {
      using model = LlamaModel.load(library, files[0].pathname, { vocabularyOnly: true });
      const lines = Deno.readTextFileSync(files[1]).split("\n").filter(Boolean).map((line) => JSON.parse(line));
      assert.ok(lines.length >= 40);
      for (const { text, ids } of lines) {
        assert.deepEqual(model.vocabulary.tokenize(text, { special: false }), ids, JSON.stringify(text));
      }
    },
  });
}

function exists(url: URL): boolean {
  try {
    return Deno.statSync(url).isFile;
  } catch {
    return false;
  }
}
