import assert from "node:assert/strict";
import { RstarError } from "@rstar/core";
import { benchmarkFile } from "./benchmark.ts";

async function folder(files: readonly string[]): Promise<string> {
  const path = await Deno.makeTempDir();
  for (const file of files) {
    await Deno.mkdir(`${path}/${file}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${path}/${file}`, "");
  }
  return path;
}

Deno.test("benchmarkFile() finds a benchmark by the names its files go by", async () => {
  const data = await folder(["rstar_math500.jsonl", "aime2024_test.json", "GSM8K_test.csv", "amc23.md"]);
  const hub = await folder([]);
  const find = async (name: string) => (await benchmarkFile(name, { data, hub })).slice(data.length + 1);
  assert.deepEqual(await Promise.all(["math500", "aime2024", "gsm8k"].map(find)), [
    "rstar_math500.jsonl",
    "aime2024_test.json",
    "GSM8K_test.csv",
  ]);
  await assert.rejects(
    find("amc2023"),
    (error: unknown) => error instanceof RstarError && /amc2023/.test(error.message),
  );
});

Deno.test("benchmarkFile() looks into the Hugging Face cache, whoever owns the dataset", async () => {
  const hub = await folder([
    "datasets--Someone--MATH-500/snapshots/abc/README.md",
    "datasets--Someone--MATH-500/snapshots/abc/test.jsonl",
    "datasets--Other--unlike/snapshots/abc/test.jsonl",
  ]);
  assert.match(await benchmarkFile("math500", { hub }), /MATH-500\/snapshots\/abc\/test\.jsonl$/);
  await assert.rejects(benchmarkFile("omni-math", { hub }), /no --data folder was named/);
});

Deno.test("benchmarkFile() takes a path as it is, and refuses what is neither path nor name", async () => {
  assert.equal(await benchmarkFile("any/where.jsonl", {}), "any/where.jsonl");
  await assert.rejects(benchmarkFile("math501", {}), /names are math500, aime2024/);
  await assert.rejects(benchmarkFile("mathematics:hard", {}), /mathematics:interpolate/);
});

Deno.test("benchmarkFile() knows no benchmark by a name of JavaScript's own objects", async () => {
  for (const name of ["constructor", "toString", "__proto__"]) {
    await assert.rejects(benchmarkFile(name, {}), { code: "bad_request" });
  }
});

Deno.test("benchmarkFile() has the question sets of the Mathematics Dataset built in", async () => {
  for (const set of ["interpolate", "extrapolate", "deep"]) {
    const path = await benchmarkFile(`mathematics:${set}`, {});
    assert.ok(path.endsWith(`${set}.jsonl`) && (await Deno.stat(path)).isFile, path);
  }
});
