import assert from "node:assert/strict";
import { join } from "node:path";
import { variables } from "../testing/mod.ts";
import { cachedModel } from "./cached_models.ts";
import { hubFolder } from "./snapshots.ts";

const VARIABLES = ["HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME", "HOME"];

/** Only these variables of the cache are set, until it is disposed. */
function only(values: Readonly<Record<string, string>>): Disposable {
  return variables(Object.fromEntries(VARIABLES.map((name) => [name, values[name]])));
}

/** A cache with these files in the revision `main` of `org/repo`, and what `more` puts into the repository's folder. */
async function cache(files: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const path = await Deno.makeTempDir();
  const repository = `${path}/models--org--repo`;
  const all = { ...more, ...Object.fromEntries(files.map((name) => [`snapshots/main/${name}`, ""])) };
  for (const [name, text] of Object.entries({ "refs/main": "main", ...all })) {
    await Deno.mkdir(`${repository}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${repository}/${name}`, text);
  }
  const set = only({ HF_HUB_CACHE: path });
  return {
    repository,
    /** The file found, relative to the snapshots. */
    find: async (quant?: string) =>
      (await cachedModel({ repo: "org/repo", quant }))?.slice(`${repository}/snapshots/`.length),
    async [Symbol.asyncDispose]() {
      set[Symbol.dispose]();
      await Deno.remove(path, { recursive: true });
    },
  };
}

Deno.test("cachedModel() takes the number format that was named, and no other", async () => {
  await using hub = await cache(["m-BF16.gguf", "m-F16.gguf", "m-Q4_K_M.gguf", "m-Q4_K_S.gguf", "m-IQ4_XS.gguf"]);
  for (const [quant, file] of [["F16", "m-F16.gguf"], ["bf16", "m-BF16.gguf"], ["m-F16.gguf", "m-F16.gguf"]]) {
    assert.equal(await hub.find(quant), `main/${file}`);
  }
  for (const quant of ["Q4_K", "Q4", "16", "Q8_0"]) assert.equal(await hub.find(quant), undefined, quant);
  assert.equal(await hub.find(), "main/m-Q4_K_M.gguf", "the usual one, where none is named");
});

Deno.test("cachedModel() prefers names that end in the format", async () => {
  await using hub = await cache(["F16-distill-Q8_0.gguf", "long-name-F16.gguf", "m-UD-Q4_K_XL.gguf", "m-Q4_K_XL.gguf"]);
  assert.equal(await hub.find("f16"), "main/long-name-F16.gguf");
  assert.equal(await hub.find("Q4_K_XL"), "main/m-Q4_K_XL.gguf");
});

Deno.test("cachedModel() passes over what is no model, and follows links", async () => {
  await using hub = await cache(["mmproj-F16.gguf", "a-imatrix.gguf", ".DS_Store", "README.md", "z-F16.gguf"], {
    "snapshots/stray.txt": "",
    "blobs/0123": "",
  });
  await Deno.symlink("../../blobs/0123", `${hub.repository}/snapshots/main/linked-Q8_0.gguf`);
  await Deno.symlink("../../blobs/gone", `${hub.repository}/snapshots/main/gone-Q6_K.gguf`);
  assert.equal(await hub.find("F16"), "main/z-F16.gguf");
  assert.equal(await hub.find("Q8_0"), "main/linked-Q8_0.gguf");
  assert.equal(await hub.find("Q6_K"), undefined);
});

Deno.test("cachedModel() finds models in sub-folders, and the first part of a split one", async () => {
  const parts = [1, 2, 3].map((part) => `BF16/m-BF16-0000${part}-of-00003.gguf`);
  await using hub = await cache([...parts, "Q8_0/model.gguf", "m-Q5_0-00002-of-00002.gguf"]);
  assert.equal(await hub.find("BF16"), `main/${parts[0]}`);
  assert.equal(await hub.find("Q8_0"), "main/Q8_0/model.gguf");
  await assert.rejects(hub.find("Q5_0"), { code: "model_not_found", message: /1 of its parts are missing/ });
});

Deno.test("cachedModel() takes the revision of refs/main, else the newest", async () => {
  const old = { "snapshots/aaa/m-F16.gguf": "", "snapshots/zzz/m-F16.gguf": "" };
  await using hub = await cache(["m-F16.gguf"], old);
  assert.equal(await hub.find(), "main/m-F16.gguf");
  await Deno.remove(`${hub.repository}/refs`, { recursive: true });
  for (const [name, year] of [["aaa", 2023], ["main", 2024], ["zzz", 2025]] as const) {
    await Deno.utime(`${hub.repository}/snapshots/${name}`, new Date(year, 0), new Date(year, 0));
  }
  assert.equal(await hub.find(), "zzz/m-F16.gguf");
});

Deno.test("cachedModel() finds nothing where the cache is a file", async () => {
  using _ = only({ HF_HUB_CACHE: import.meta.filename! });
  assert.equal(await cachedModel({ repo: "org/repo" }), undefined);
});

Deno.test({
  name: "hubFolder() heeds the variables in the library's order, and makes their paths absolute",
  ignore: Deno.build.os === "windows",
  fn() {
    const all: Record<string, string> = {
      HF_HUB_CACHE: "/hub",
      HUGGINGFACE_HUB_CACHE: "/older",
      HF_HOME: "./hf",
      XDG_CACHE_HOME: "/xdg",
      HOME: "/home/x",
    };
    const folders = [];
    for (const name of VARIABLES) {
      using _ = only(all);
      folders.push(hubFolder());
      all[name] = name === "HOME" ? all[name] : "";
    }
    const expected = ["/hub", "/older", join(Deno.cwd(), "hf/hub"), "/xdg/huggingface/hub"];
    assert.deepEqual(folders, [...expected, "/home/x/.cache/huggingface/hub"]);
  },
});
