import assert from "node:assert/strict";
import { parseModelName } from "./model_name.ts";

Deno.test("parseModelName() reads names of the catalogue and of repositories", () => {
  const known = parseModelName("qwen2.5-coder-0.5b");
  assert.ok(known && "entry" in known);
  assert.deepEqual(parseModelName("hf:org/repo:Q8_0"), { hub: { repo: "org/repo", quant: "Q8_0" } });
  assert.deepEqual(parseModelName("org/repo"), { hub: { repo: "org/repo" } });
  for (const name of ["qwen", "/models/mine", "./models", "../models", "a/..", "a/b/c", "", "hf:x"]) {
    assert.equal(parseModelName(name), undefined, name);
  }
});

Deno.test("parseModelName() knows the catalogue's models by their repositories too", () => {
  const { entry } = parseModelName("qwen2.5-coder-0.5b") as { entry: { repo: string } };
  for (const name of [entry.repo, `hf:${entry.repo}`, `${entry.repo}:q4_k_m`]) {
    assert.deepEqual(parseModelName(name), { entry }, name);
  }
  assert.deepEqual(parseModelName(`${entry.repo}:Q8_0`), { hub: { repo: entry.repo, quant: "Q8_0" } });
});
