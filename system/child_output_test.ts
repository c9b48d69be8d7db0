import assert from "node:assert/strict";
import fc from "fast-check";
import { eachLine, tail } from "./child_output.ts";

/** A stream of these chunks, texts as UTF-8. */
function streamOf(...chunks: readonly (string | Uint8Array<ArrayBuffer>)[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return ReadableStream.from(
    chunks.map((chunk) => typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk),
  );
}

async function linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string[]> {
  const lines: string[] = [];
  await eachLine(stream, (line) => lines.push(line));
  return lines;
}

Deno.test("eachLine() joins lines that span chunks, and keeps empty ones", async () => {
  assert.deepEqual(await linesOf(streamOf("a", "b\n\nc", "\n", "\nd\n")), ["ab", "", "c", "", "d"]);
});

Deno.test("eachLine() takes text after the last line feed for a line", async () => {
  assert.deepEqual(await linesOf(streamOf("a\nb")), ["a", "b"]);
});

Deno.test("eachLine() finds no line in an empty stream, and one in a line feed", async () => {
  assert.deepEqual([await linesOf(streamOf()), await linesOf(streamOf("\n"))], [[], [""]]);
});

Deno.test("eachLine() joins a character that is split over chunks", async () => {
  const bytes = new TextEncoder().encode("x∈ℝ: 🙂\nü");
  for (let size = 1; size < 6; size++) {
    const chunks = Array.from(
      { length: Math.ceil(bytes.length / size) },
      (_, i) => bytes.slice(i * size, (i + 1) * size),
    );
    assert.deepEqual(await linesOf(streamOf(...chunks)), ["x∈ℝ: 🙂", "ü"], `chunks of ${size} bytes`);
  }
});

Deno.test("eachLine() gives the lines of the text, however it is cut", async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.string({ unit: fc.constantFrom("a", "\n", "é") })), async (chunks) => {
    const text = chunks.join("");
    const expected = text.split("\n");
    if (expected.at(-1) === "") expected.pop();
    assert.deepEqual(await linesOf(streamOf(...chunks)), expected);
  }));
});

Deno.test("eachLine() rejects with the stream's failure, after the lines before it", async () => {
  const lines: string[] = [];
  async function* failing() {
    yield new TextEncoder().encode("a\nb");
    await Promise.resolve();
    throw new Error("broken pipe");
  }
  await assert.rejects(eachLine(ReadableStream.from(failing()), (line) => lines.push(line)), /broken pipe/);
  assert.deepEqual(lines, ["a"]);
});

Deno.test("tail() keeps the last 4 000 characters", async () => {
  const text = Array.from({ length: 3000 }, (_, i) => `line ${i}\n`).join("");
  const chunks = text.match(/[^]{1,777}/g)!;
  assert.equal(await tail(streamOf(...chunks)), text.slice(-4000));
  assert.equal(await tail(streamOf("short")), "short");
  assert.equal(await tail(streamOf()), "");
});

Deno.test("tail() reports what it keeps whenever more arrives", async () => {
  const seen: string[] = [];
  await tail(streamOf("a", "b".repeat(4000), "c"), (kept) => seen.push(kept));
  assert.deepEqual(seen, ["a", "b".repeat(4000), `${"b".repeat(3999)}c`]);
});
