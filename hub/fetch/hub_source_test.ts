import assert from "node:assert/strict";
import { startHub, variables } from "../testing/mod.ts";
import { hubRepository } from "./hub_source.ts";
import { pull } from "./pull.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** A hub with a repository of these files. */
function hubOf(names: readonly string[], pageSize?: number) {
  const files = Object.fromEntries(names.map((name) => [name, bytes(`bytes of ${name}`)]));
  return startHub({ repo: "org/many", files, pageSize });
}

Deno.test("hubRepository() chooses the file of a number format from all pages of the list", async () => {
  await using hub = hubOf(["README.md", "m-Q4_K_M.gguf", "m-Q4_K_S.gguf", "m-Q8_0.gguf", "mmproj-Q8_0.gguf"], 2);
  using _ = variables({ HF_ENDPOINT: hub.url });
  const found = async (quant?: string) => (await hubRepository("org/many", quant)).files.map(({ path }) => path);
  assert.deepEqual(await found(), ["m-Q4_K_M.gguf"]);
  assert.deepEqual(await found("q8_0"), ["m-Q8_0.gguf"]);
  assert.deepEqual(await found("m-Q4_K_S.gguf"), ["m-Q4_K_S.gguf"]);
});

Deno.test("hubRepository() tells in one sentence what there is where none is meant, or several", async () => {
  await using hub = hubOf(["a-Q4_K_M.gguf", "b-Q4_K_M.gguf"]);
  using _ = variables({ HF_ENDPOINT: hub.url });
  const there = "a-Q4_K_M\\.gguf, b-Q4_K_M\\.gguf is called so$";
  await assert.rejects(hubRepository("org/many"), {
    code: "model_not_found",
    message: new RegExp(`^Cannot fetch org/many:Q4_K_M as not one file but 2 of ${there}`),
  });
  await assert.rejects(hubRepository("org/many", "F16"), { message: new RegExp(`:F16 as no file of ${there}`) });
  await assert.rejects(hubRepository("org/none"), { code: "job_failed", message: /HTTP 404$/ });
});

Deno.test("hubRepository() refuses a repository without a model, parts that are missing, and paths that leave it", async () => {
  for (
    const [names, message] of [
      [["model.safetensors"], /the repository has no GGUF file$/],
      [["m-Q4_K_M-00001-of-00002.gguf"], /1 of its parts are missing$/],
      [["../../m-Q4_K_M.gguf"], /does not answer as the hub does$/],
      [["a/../../m-Q4_K_M.gguf"], /does not answer as the hub does$/],
    ] as const
  ) {
    await using hub = hubOf(names);
    using _ = variables({ HF_ENDPOINT: hub.url });
    await assert.rejects(hubRepository("org/many"), message);
  }
});

Deno.test("all parts of a split model are fetched, in sub-folders too", async () => {
  const names = [1, 2, 3].map((part) => `Q5_0/m-Q5_0-0000${part}-of-00003.gguf`);
  await using hub = hubOf(names);
  using _ = variables({ HF_ENDPOINT: hub.url });
  const model = await hubRepository("org/many", "Q5_0");
  assert.equal(model.name, "hf:org/many:Q5_0");
  const cache = await Deno.makeTempDir();
  const seen: [number, number][] = [];
  const onBytes = (...bytes: [number, number]) => seen.push(bytes);
  const path = await pull(model, { cache, python: () => Promise.reject(), onBytes });
  const all = names.reduce((sum, name) => sum + `bytes of ${name}`.length, 0);
  assert.deepEqual(seen.at(-1), [all, all]);
  for (const name of names) {
    const file = `${cache}/models--org--many/snapshots/${hub.commit}/${name}`;
    assert.equal(await Deno.readTextFile(file), `bytes of ${name}`);
  }
  assert.ok(path.endsWith(names[0]));
});
