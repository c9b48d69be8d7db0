import assert from "node:assert/strict";
import { CATALOG } from "@rstar/hub";
import { variables } from "@rstar/hub/testing";
import { printed } from "../testing/printed.ts";
import { listModels } from "./models.ts";
import { removeModel } from "./remove.ts";

/** A cache with these files in two revisions of `org/repo`, each a link to the blob that it names. */
async function cacheWith(files: Readonly<Record<string, string>>) {
  const path = await Deno.makeTempDir();
  const repository = `${path}/models--org--repo`;
  await Deno.mkdir(`${repository}/refs`, { recursive: true });
  await Deno.mkdir(`${repository}/blobs`);
  await Deno.writeTextFile(`${repository}/refs/main`, "new");
  for (const [file, blob] of Object.entries(files)) {
    await Deno.mkdir(`${repository}/snapshots/${file.split("/")[0]}`, { recursive: true });
    await Deno.writeTextFile(`${repository}/blobs/${blob}`, "x".repeat(1_000));
    await Deno.symlink(`../../blobs/${blob}`, `${repository}/snapshots/${file}`);
  }
  const set = variables({ HF_HUB_CACHE: path });
  return { path, repository, [Symbol.dispose]: () => set[Symbol.dispose]() };
}

const list = async () =>
  (await printed(() => listModels({ json: true }))).map((line): { name: string; [key: string]: unknown } =>
    JSON.parse(line)
  );

Deno.test("models lists the default, the catalogue, and what the cache has besides", async () => {
  using at = await cacheWith({ "new/m-Q8_0.gguf": "a", "new/m-Q4_K_M-00001-of-00002.gguf": "b" });
  const models = await list();
  assert.deepEqual(models.filter((model) => model.default).map(({ name }) => name), ["rstar-tiny"]);
  assert.deepEqual(models.slice(1, -1).map(({ name }) => name), CATALOG.map(({ name }) => name));
  assert.deepEqual(models.at(-1), {
    name: "hf:org/repo:Q8_0",
    bytes: 1_000,
    licence: null,
    path: `${at.repository}/snapshots/new/m-Q8_0.gguf`,
    ran: false,
    default: false,
  }, "the other one lacks a part");
  const lines = await printed(() => listModels({}));
  assert.equal(lines.length, models.length + 1);
  assert.match(lines[1], /^\* rstar-tiny +16\.4 MB +MIT +yes +\S+policy\.gguf$/);
  assert.match(lines.at(-1)!, /^ {2}hf:org\/repo:Q8_0 +1\.00 kB +unknown +no +\S+Q8_0\.gguf$/);
});

Deno.test("models says where an entry of the catalogue is, whatever the revision", async () => {
  using at = await cacheWith({});
  const { repo, files: [{ path: file, sha256, bytes }], name } = CATALOG[0];
  const folder = `${at.path}/models--${repo.replace("/", "--")}`;
  await Deno.mkdir(`${folder}/blobs`, { recursive: true });
  await Deno.mkdir(`${folder}/snapshots/main`, { recursive: true });
  using blob = await Deno.create(`${folder}/blobs/${sha256}`);
  await blob.truncate(bytes); // a file with a hole
  await Deno.symlink(`../../blobs/${sha256}`, `${folder}/snapshots/main/${file}`);
  const models = await list();
  assert.equal(models.find((model) => model.name === name)!.path, `${folder}/snapshots/main/${file}`);
  assert.equal(models.length, CATALOG.length + 1, "it is listed once");
  assert.deepEqual(await printed(() => removeModel(name)), [`Removed ${name}: 98.4 MB are free again`]);
  await assert.rejects(Deno.stat(folder), Deno.errors.NotFound);
});

Deno.test("rm frees the bytes only where no other revision has them", async () => {
  using at = await cacheWith({ "old/m-Q8_0.gguf": "a", "new/m-Q8_0.gguf": "a", "new/m-F16.gguf": "b" });
  const [kept] = await printed(() => removeModel("hf:org/repo:q8_0"));
  assert.equal(
    kept,
    "Removed hf:org/repo:q8_0: 0 bytes are free again, as another revision of the repository has the same bytes",
  );
  assert.equal((await Deno.stat(`${at.repository}/snapshots/old/m-Q8_0.gguf`)).size, 1_000);
  assert.deepEqual(await printed(() => removeModel("org/repo")), ["Removed org/repo: 1.00 kB are free again"]);
  await assert.rejects(Deno.stat(`${at.repository}/blobs/b`), Deno.errors.NotFound);
  await assert.rejects(Deno.stat(`${at.repository}/snapshots/new`), Deno.errors.NotFound);
});

Deno.test("rm removes all parts, and the repository's folder with the last of them", async () => {
  const parts = Object.fromEntries([1, 2].map((part) => [`new/m-F16-0000${part}-of-00002.gguf`, `blob${part}`]));
  using at = await cacheWith(parts);
  assert.deepEqual(await printed(() => removeModel("hf:org/repo:F16")), [
    "Removed hf:org/repo:F16: 2.00 kB are free again",
  ]);
  await assert.rejects(Deno.stat(at.repository), Deno.errors.NotFound);
});

Deno.test("rm removes what an unfinished fetch left, but not under a process that fetches", async () => {
  using at = await cacheWith({});
  const { repo, files: [{ sha256 }], name } = CATALOG[0];
  const folder = `models--${repo.replace("/", "--")}`;
  await Deno.mkdir(`${at.path}/${folder}/blobs`, { recursive: true });
  await Deno.mkdir(`${at.path}/.locks/${folder}`, { recursive: true });
  await Deno.writeTextFile(`${at.path}/${folder}/blobs/${sha256}.incomplete`, "x".repeat(5_000));
  {
    using lock = await Deno.open(`${at.path}/.locks/${folder}/${sha256}.lock`, { create: true, write: true });
    await lock.lock(true);
    await assert.rejects(removeModel(name), { code: "bad_request", message: /another process fetches the rest/ });
  }
  assert.deepEqual(await printed(() => removeModel(name)), [`Removed ${name}: 5.00 kB are free again`]);
});

Deno.test("rm says what it does not find, and what a name may mean", async () => {
  using _ = await cacheWith({ "new/m-Q8_0.gguf": "a", "new/m-F16.gguf": "b" });
  for (const name of ["rstar-tiny", "qwen2.5-coder-7b", "hf:org/none", "org/repo:Q4_0"]) {
    await assert.rejects(removeModel(name), {
      code: "model_not_found",
      message: /^Cannot remove .* does not have it$/,
    });
  }
  await assert.rejects(removeModel("org/repo"), /any of hf:org\/repo:F16, hf:org\/repo:Q8_0$/);
});
