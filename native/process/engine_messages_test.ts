import assert from "node:assert/strict";
import { PolicyError } from "@rstar/core";
import { decodeFrames, encodeFrame, type EngineMessage, errorFromData, errorToData } from "./engine_messages.ts";

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += size) yield await Promise.resolve(bytes.subarray(i, i + size));
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

Deno.test("decodeFrames() gives the messages back however the bytes are cut", async () => {
  const messages: EngineMessage[] = [
    { id: 1, method: "stats" },
    { id: 2, method: "loadModel", path: "/mödel.gguf", options: { kv: "streams" } },
    { id: 3, method: "abort" },
  ];
  const bytes = new Uint8Array(messages.flatMap((message) => [...encodeFrame(message)]));
  for (const size of [1, 2, 3, 5, 7, 64, bytes.length]) {
    assert.deepEqual(await collect(decodeFrames(chunksOf(bytes, size))), messages, `chunks of ${size} bytes`);
  }
});

Deno.test("decodeFrames() ends at the end of the stream, a torn frame included", async () => {
  const bytes = encodeFrame({ id: 1, method: "stats" });
  assert.deepEqual(await collect(decodeFrames(chunksOf(bytes.subarray(0, -1), 4))), []);
});

Deno.test("decodeFrames() throws when the stream is something else", async () => {
  const noise = new TextEncoder().encode("GGML_ASSERT failed, and other text");
  await assert.rejects(collect(decodeFrames(chunksOf(noise, 8))), { code: "engine_failed", message: /no frame/ });
  const broken = new Uint8Array([2, 0, 0, 0, 123, 123]);
  await assert.rejects(collect(decodeFrames(chunksOf(broken, 8))), { code: "engine_failed", message: /no JSON/ });
});

Deno.test("errorFromData() gives the error back that errorToData() was given", () => {
  const policyError = errorFromData(errorToData(new PolicyError("context_exceeded", "too long")));
  assert.ok(policyError instanceof PolicyError);
  assert.deepEqual([policyError.code, policyError.message], ["context_exceeded", "too long"]);
  assert.ok(errorFromData(errorToData(new RangeError("batchTokens"))) instanceof RangeError);
  assert.ok(errorFromData(errorToData(new TypeError("template"))) instanceof TypeError);
  const other = errorFromData(errorToData(new Error("what")));
  assert.ok(other instanceof PolicyError && other.code === "engine_failed");
  assert.equal(errorToData(Object.assign(new Error("no file"), { code: "ENOENT" })).code, undefined);
});
