import assert from "node:assert/strict";
import { exists, isFile, readIfThere, writeWhole } from "./files.ts";

/** A folder that is removed when it is disposed. */
async function folder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

const names = (path: string): string[] => [...Deno.readDirSync(path)].map(({ name }) => name).sort();

Deno.test("exists() holds for files and folders, isFile() for files alone", async () => {
  await using made = await folder();
  const file = `${made.path}/a`;
  await Deno.writeTextFile(file, "");
  const found = await Promise.all([file, made.path, `${made.path}/b`, `${file}/below`].flatMap((path) => [
    exists(path),
    isFile(path),
  ]));
  assert.deepEqual(found, [true, true, true, false, false, false, false, false]);
});

Deno.test("readIfThere() reads a file, and gives null where there is none", async () => {
  await using made = await folder();
  await Deno.writeTextFile(`${made.path}/a`, "é\n");
  await Deno.writeTextFile(`${made.path}/empty`, "");
  assert.deepEqual(
    await Promise.all(["a", "empty", "missing"].map((name) => readIfThere(`${made.path}/${name}`))),
    ["é\n", "", null],
  );
});

Deno.test("readIfThere() throws other errors than that the file is missing", async () => {
  await using made = await folder();
  await assert.rejects(readIfThere(made.path), (error) => !(error instanceof Deno.errors.NotFound));
});

Deno.test("writeWhole() replaces a file and leaves no part behind", async () => {
  await using made = await folder();
  const path = `${made.path}/a.json`;
  await writeWhole(path, "first, and longer");
  await writeWhole(path, "second");
  assert.equal(await Deno.readTextFile(path), "second");
  assert.deepEqual(names(made.path), ["a.json"]);
});

Deno.test("writeWhole() overwrites what a killed process left half written", async () => {
  await using made = await folder();
  await Deno.writeTextFile(`${made.path}/a.part`, "half of something much longer");
  await writeWhole(`${made.path}/a`, "whole");
  assert.deepEqual([await Deno.readTextFile(`${made.path}/a`), names(made.path)], ["whole", ["a"]]);
});

Deno.test("writeWhole() leaves the file as it was when it cannot write", async () => {
  await using made = await folder();
  const path = `${made.path}/a`;
  await Deno.writeTextFile(path, "before");
  await Deno.mkdir(`${path}.part`); // the place of the half-written text is taken
  await assert.rejects(writeWhole(path, "after"));
  assert.equal(await Deno.readTextFile(path), "before");
});
