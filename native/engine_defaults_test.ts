import assert from "node:assert/strict";
import { cellBytes, engineDefaults } from "./engine_defaults.ts";
import type { GgufHeader, GgufValue } from "./llama/gguf.ts";

/** The shape of a Qwen2 with 24 layers and 2 of 14 heads for keys, as a file of `fileBytes`. */
function header(fileBytes: number): GgufHeader {
  const metadata = new Map<string, GgufValue>([
    ["general.architecture", "qwen2"],
    ["qwen2.block_count", 24],
    ["qwen2.embedding_length", 896],
    ["qwen2.attention.head_count", 14],
    ["qwen2.attention.head_count_kv", 2],
  ]);
  return { version: 3, metadata, tensors: [], dataOffset: 0, fileBytes };
}

Deno.test("engineDefaults() leaves half of the processors to the programs of a small model", () => {
  const small = header(5e6);
  assert.deepEqual(engineDefaults(small, { questions: 64, processors: 8, availableBytes: 8e9 }), { threads: 4 });
  assert.deepEqual(engineDefaults(small, { questions: 1, processors: 1, availableBytes: 8e9 }), {
    threads: 1,
    sequences: 24,
  });
});

Deno.test("engineDefaults() gives a large model all processors, and cells for its questions as memory allows", () => {
  const large = header(500e6);
  assert.equal(cellBytes(large), 24 * 2 * (64 + 64) * 2);
  const cells = (questions: number, availableBytes: number) =>
    engineDefaults(large, { questions, processors: 2, availableBytes }).cells;
  assert.deepEqual(engineDefaults(large, { questions: 1, processors: 2, availableBytes: 8e9 }), {
    threads: 2,
    sequences: 24,
    cells: 8_192,
  });
  assert.equal(cells(64, 8e9), 32_768);
  const tight = cells(64, 700e6)!;
  assert.ok(tight < 32_768 && tight * cellBytes(large) <= 100e6, `${tight}`);
  assert.equal(cells(64, 400e6), 4_096);
});
