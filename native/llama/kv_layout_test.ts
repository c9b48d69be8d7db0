import assert from "node:assert/strict";
import { defaultKvLayout } from "./kv_layout.ts";

Deno.test("a small model gets a stream a sequence, a large one a pool of cells", () => {
  assert.equal(defaultKvLayout(5e6), "streams");
  assert.equal(defaultKvLayout(0.5e9), "unified");
});
