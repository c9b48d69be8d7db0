import assert from "node:assert/strict";
import type { PolicyError } from "@rstar/core";
import { CachedRepository, CATALOG } from "@rstar/hub";
import { variables } from "@rstar/hub/testing";
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

Deno.test("findModel() reads a model.json with a byte order mark, and refuses one that is no text", async () => {
  await using at = await folder({ "model.json": `\uFEFF{"name":"m","policy":"p"}` });
  assert.equal((await findModel(at.path)).manifest.name, "m");
  await Deno.writeFile(`${at.path}/model.json`, new Uint8Array([0x7b, 0xe9, 0x7d]));
  await assert.rejects(findModel(at.path), { code: "model_invalid", message: /^Cannot read line 1 of .* not UTF-8/ });
});

Deno.test("findModel() takes a bare GGUF file", async () => {
  await using at = await folder({ "qwen.gguf": "" });
  const { manifest, policyPath } = await findModel(`${at.path}/qwen.gguf`);
  assert.deepEqual([manifest.name, policyPath], ["qwen", `${at.path}/qwen.gguf`]);
});

Deno.test("findModel() rejects with model_not_found where no model is", async () => {
  await using at = await folder({ "sub/x": "" });
  const code = (name: string) => findModel(name).catch((error: PolicyError) => error.code);
  assert.equal(await code("/no/such/model.gguf"), "model_not_found");
  assert.equal(await code(`${at.path}/sub`), "model_not_found");
  await assert.rejects(
    findModel("qwen2.5"),
    /at qwen2\.5: give a folder with model\.json, a GGUF file, hf:org\/repo:quant, or a name/,
  );
});

Deno.test("findModel() finds what pull has fetched by its name", async () => {
  const { name, repo, revision, files: [{ path: file, sha256, bytes }] } = CATALOG[0];
  await using at = await folder({ "x": "" });
  using _ = variables({ HF_HUB_CACHE: at.path });
  await assert.rejects(findModel(name), {
    code: "model_not_found",
    message: new RegExp(
      `the Hugging Face cache at ${at.path} does not have it: fetch it with "deno task pull ${name}"$`,
    ),
  });
  const repository = new CachedRepository(at.path, repo);
  await Deno.mkdir(`${repository.path}/blobs`, { recursive: true });
  await Deno.writeTextFile(repository.blob(sha256), "");
  await Deno.truncate(repository.blob(sha256), bytes); // a file with a hole
  const path = await repository.publish(revision, { path: file, sha256 });
  await repository.setBranch("main", revision);
  for (const one of [name, `hf:${repo}:Q4_1`, `${repo}:${file}`]) assert.equal((await findModel(one)).policyPath, path);
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
