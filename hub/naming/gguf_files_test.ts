import assert from "node:assert/strict";
import { ggufModels, partsOf } from "./gguf_files.ts";

Deno.test("partsOf() names all files of a split model, as ggufModels() finds them", () => {
  const parts = ["a/m-00001-of-00003.gguf", "a/m-00002-of-00003.gguf", "a/m-00003-of-00003.gguf"];
  assert.deepEqual(partsOf(parts[0]), parts);
  assert.deepEqual(ggufModels(parts), [{ files: parts, stem: "a/m", missing: 0 }]);
  assert.deepEqual(partsOf("m.gguf"), ["m.gguf"]);
});
