import assert from "node:assert/strict";
import { library } from "../testing/library.ts";
import { writeTinyGguf } from "../testing/tiny_gguf.ts";
import { type ContextOptions, defaultKvLayout, kvCacheBytes } from "./context_options.ts";
import { LlamaModel } from "./model.ts";

Deno.test("defaultKvLayout() gives a small model a stream a sequence, a large one a pool of cells", () => {
  assert.equal(defaultKvLayout(5e6), "streams");
  assert.equal(defaultKvLayout(0.5e9), "unified");
});

Deno.test("kvCacheBytes() counts keys and values of all layers, cells rounded up", () => {
  using file = writeTinyGguf();
  using model = LlamaModel.load(library, file.path);
  const bytes = (options: Partial<ContextOptions>): number =>
    kvCacheBytes(model, {
      contextTokens: 257,
      sequences: 4,
      batchTokens: 64,
      kv: "unified",
      threads: 1,
      flashAttention: false,
      ...options,
    });
  // 2 layers × (32 keys + 32 values) × 4 bytes, for 256 cells.
  assert.equal(bytes({ contextTokens: 1, kvType: "f32" }), 2 * 64 * 4 * 256);
  assert.equal(bytes({ kvType: "f16" }), 2 * 64 * 2 * 512);
  assert.equal(bytes({ kvType: "f32", kv: "streams" }), 2 * 64 * 4 * 512 * 4);
});
