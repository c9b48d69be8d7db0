import assert from "node:assert/strict";
import fc from "fast-check";
import { PolicyError } from "@rstar/core";
import { type GgufHeader, readGgufHeader } from "./gguf.ts";
import { encodeGguf } from "../testing/gguf_writer.ts";
import { tinyGguf } from "../testing/tiny_gguf.ts";

/** Reads the header of a file with these bytes. */
function headerOf(bytes: Uint8Array): GgufHeader {
  const path = Deno.makeTempFileSync({ suffix: ".gguf" });
  try {
    Deno.writeFileSync(path, bytes);
    return readGgufHeader(path);
  } finally {
    Deno.removeSync(path);
  }
}

function isInvalid(pattern: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof PolicyError && error.code === "model_invalid" && pattern.test(error.message);
}

const TINY = tinyGguf();

/** The file with its bytes from `at` on replaced. */
function patched(at: number, ...bytes: number[]): Uint8Array {
  const copy = TINY.slice();
  copy.set(bytes, at);
  return copy;
}

Deno.test("readGgufHeader() reads metadata and the table of tensors", () => {
  const header = headerOf(TINY);
  assert.equal(header.version, 3);
  assert.equal(header.fileBytes, TINY.length);
  assert.equal(header.metadata.get("general.architecture"), "qwen2");
  assert.equal(header.metadata.get("qwen2.block_count"), 2);
  assert.equal(header.metadata.get("tokenizer.ggml.add_bos_token"), false);
  const tokens = header.metadata.get("tokenizer.ggml.tokens");
  assert.ok(typeof tokens === "object");
  assert.deepEqual([tokens.elementType, tokens.length, tokens.strings().length], [8, 320, 320]);
  assert.ok(tokens.strings().includes("<end_of_step>"));
  const embeddings = header.tensors[0];
  assert.deepEqual(embeddings, { name: "token_embd.weight", dimensions: [64, 320], type: 0, offset: 0 });
  assert.equal(header.dataOffset % 32, 0);
});

Deno.test("readGgufHeader() reads a header longer than its first read", () => {
  const strings = Array.from({ length: 40_000 }, (_, i) => `${i} ${"x".repeat(50)}`);
  const header = headerOf(
    encodeGguf(new Map([["long", { type: "strings", value: strings }], ["after", { type: "u32", value: 7 }]]), []),
  );
  assert.equal(header.metadata.get("after"), 7);
  const long = header.metadata.get("long");
  assert.deepEqual(typeof long === "object" && long.strings(), strings);
});

Deno.test("readGgufHeader() names what is wrong with a file", () => {
  assert.throws(() => headerOf(new Uint8Array()), isInvalid(/not a GGUF file/));
  assert.throws(() => headerOf(patched(0, 0)), isInvalid(/not a GGUF file/));
  assert.throws(() => headerOf(new TextEncoder().encode("a text of more than 24 bytes")), isInvalid(/not a GGUF file/));
  assert.throws(() => headerOf(patched(4, 99)), isInvalid(/version is 99/));
  assert.throws(() => headerOf(patched(14, 16)), isInvalid(/corrupt: \d+ tensors/));
  assert.throws(() => headerOf(patched(22, 16)), isInvalid(/corrupt: \d+ metadata keys/));
  assert.throws(() => headerOf(patched(30, 32)), isInvalid(/corrupt: \d+ bytes of text/));
  assert.throws(() => headerOf(TINY.subarray(0, 5000)), isInvalid(/header is cut off: the file has 5000 bytes/));
  const half = TINY.length >> 1;
  assert.throws(
    () => headerOf(TINY.subarray(0, half)),
    isInvalid(/cut off or corrupt: its tensor ".*" starts at byte \d+ of \d+$/),
  );
});

Deno.test("readGgufHeader() rejects what is absent or no file", () => {
  assert.throws(() => readGgufHeader("/no/such/file.gguf"), (error) => {
    return error instanceof PolicyError && error.code === "model_not_found" && /no such file/.test(error.message);
  });
  assert.throws(() => readGgufHeader(Deno.cwd()), isInvalid(/not a file/));
});

Deno.test("readGgufHeader() reads or rejects any bytes, and throws nothing else", () => {
  const path = Deno.makeTempFileSync();
  const dataOffset = headerOf(TINY).dataOffset;
  const edits = fc.array(fc.tuple(fc.nat({ max: dataOffset }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 6 });
  try {
    fc.assert(fc.property(edits, fc.nat({ max: TINY.length }), fc.boolean(), (edits, length, cut) => {
      const bytes = TINY.slice(0, cut ? length : TINY.length);
      for (const [at, byte] of edits) if (at < bytes.length) bytes[at] = byte;
      Deno.writeFileSync(path, bytes);
      try {
        assert.ok(readGgufHeader(path).fileBytes === bytes.length);
      } catch (error) {
        assert.ok(isInvalid(/^Cannot load .* as .+/)(error), String(error));
      }
    }));
  } finally {
    Deno.removeSync(path);
  }
});
