import assert from "node:assert/strict";
import { fileHashes } from "./file_hashes.ts";

Deno.test("fileHashes() hashes the files that are there, by their paths", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/round-1`);
  await Deno.writeTextFile(`${folder}/round-1/a.txt`, "abc");
  await Deno.writeTextFile(`${folder}/empty`, "");
  await Deno.writeFile(`${folder}/long`, new Uint8Array(1_000_000).fill("a".charCodeAt(0)));
  // The test vectors of FIPS 180-2, and that of nothing.
  assert.deepEqual(await fileHashes(folder, ["round-1/a.txt", "missing", "empty", "long", "round-2/a.txt"]), {
    "round-1/a.txt": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    empty: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    long: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
  });
  await assert.rejects(fileHashes(folder, ["round-1"]), "a folder is no file");
  await Deno.remove(folder, { recursive: true });
});
