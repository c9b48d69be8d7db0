import assert from "node:assert/strict";
import type { PolicyError } from "@rstar/core";
import { findModel } from "./model_source.ts";
import { parseManifest } from "./model_manifest.ts";

async function folder(files: Record<string, string>): Promise<AsyncDisposable & { path: string }> {
  const path = await Deno.makeTempDir();
  for (const [name, text] of Object.entries(files)) {
    await Deno.mkdir(`${path}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${path}/${name}`, text);
  }
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("findModel() reads a folder's model.json", async () => {
  await using at = await folder({
    "model.json": `{"name":"m","policy":"policy.gguf","ppm":"ppm.gguf","search":{"rollouts":4}}`,
  });
  const source = await findModel(at.path);
  assert.deepEqual([source.policyPath, source.ppmPath], [`${at.path}/policy.gguf`, `${at.path}/ppm.gguf`]);
  assert.deepEqual(source.manifest.search, { rollouts: 4 });
});

Deno.test("findModel() takes a bare GGUF file", async () => {
  await using at = await folder({ "qwen.gguf": "" });
  const { manifest, policyPath } = await findModel(`${at.path}/qwen.gguf`);
  assert.deepEqual([manifest.name, policyPath], ["qwen", `${at.path}/qwen.gguf`]);
});

Deno.test("findModel() finds org/repo:quant in the Hugging Face cache", async () => {
  const snapshot = "models--org--repo/snapshots/abc";
  await using at = await folder({ [`${snapshot}/m-Q4_K_M.gguf`]: "", [`${snapshot}/m-Q8_0.gguf`]: "" });
  const before = Deno.env.get("HF_HUB_CACHE");
  Deno.env.set("HF_HUB_CACHE", at.path);
  try {
    assert.ok((await findModel("org/repo:q8_0")).policyPath.endsWith("m-Q8_0.gguf"));
    assert.ok((await findModel("org/repo")).policyPath.endsWith("m-Q4_K_M.gguf"));
    await assert.rejects(findModel("org/repo:q2"), /Hugging Face cache has no GGUF file of org\/repo:q2/);
  } finally {
    if (before === undefined) Deno.env.delete("HF_HUB_CACHE");
    else Deno.env.set("HF_HUB_CACHE", before);
  }
});

Deno.test("findModel() rejects with model_not_found where no model is", async () => {
  await using at = await folder({ "sub/x": "" });
  const code = (name: string) => findModel(name).catch((error: PolicyError) => error.code);
  assert.equal(await code("/no/such/model.gguf"), "model_not_found");
  assert.equal(await code(`${at.path}/sub`), "model_not_found");
});

Deno.test({
  name: "findModel() reads no pipe, device, folder or huge file as model.json",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using at = await folder({ "pipe/x": "", "device/x": "", "folder/model.json/x": "", "huge/model.json": "" });
    await new Deno.Command("mkfifo", { args: [`${at.path}/pipe/model.json`] }).output();
    await Deno.symlink("/dev/zero", `${at.path}/device/model.json`);
    await Deno.truncate(`${at.path}/huge/model.json`, 2 ** 40);
    for (const name of ["pipe", "device", "folder", "huge"]) {
      await assert.rejects(findModel(`${at.path}/${name}`), {
        code: "model_invalid",
        message: /^Cannot read \S+\/model\.json as it (is not a file|has \d+ bytes)$/,
      });
    }
  },
});

Deno.test("parseManifest() names the field that is wrong", () => {
  const fails = (text: string, pattern: RegExp) => assert.throws(() => parseManifest(text, "model.json"), pattern);
  fails("{", /not JSON/);
  fails(`{"name":"m"}`, /policy/);
  fails(`{"name":"m","policy":"p","search":{"rollouts":0}}`, /search\.rollouts/);
  fails(`{"name":"m","policy":"p","serach":{}}`, /serach/);
  for (const template of ["", "Solve this.", "{question} and {question}"]) {
    fails(
      JSON.stringify({ name: "m", policy: "p", template }),
      /^PolicyError: Cannot use model\.json: template: it must/,
    );
  }
  for (const number of [2 ** 31, 2 ** 53, 1e300, 0, -1, 1.5]) {
    fails(JSON.stringify({ name: "m", policy: "p", engine: { contextTokens: number } }), /engine\.contextTokens/);
    fails(JSON.stringify({ name: "m", policy: "p", search: { candidates: number } }), /search\.candidates/);
  }
});
