import assert from "node:assert/strict";
import { ALONE, planJobs, readArguments } from "./test_plan.ts";

const paths = (args: readonly string[]): string[] => args.filter((argument) => !argument.startsWith("-"));

Deno.test("planJobs() runs each test file once, and what measures time after all others", async () => {
  const { together, alone } = await planJobs();
  const all = [...together, ...alone].flatMap(({ args }) => paths(args));
  assert.equal(new Set(all).size, all.length);
  assert.ok(all.includes("tools/test_plan_test.ts"));
  assert.deepEqual(alone.flatMap(({ args }) => paths(args)).map((path) => path.split("/").at(-1)), ALONE);
  assert.deepEqual(together.slice(0, 2).map(({ name }) => name), ["types", "examples"]);
});

Deno.test("planJobs() runs no more than the files named, and has their types checked", async () => {
  const { together, alone } = await planJobs(["tools/test_plan_test.ts"]);
  assert.deepEqual(together, [
    { name: "tools/test_plan_test.ts", kind: "file", args: ["tools/test_plan_test.ts"] },
  ]);
  assert.deepEqual(alone, []);
});

Deno.test("readArguments() tells files, folders and options of deno test apart", async () => {
  const { files, jobs, verbose, options } = await readArguments(
    ["tools/test_plan_test.ts", "--filter", "tools", "--jobs=7", "--verbose", "--fail-fast"],
  );
  assert.deepEqual(files, ["tools/test_plan_test.ts"]);
  assert.deepEqual([jobs, verbose], [7, true]);
  assert.deepEqual(options, ["--filter", "tools", "--fail-fast"]);
  assert.ok((await readArguments(["tools"])).files?.includes("tools/run_check_test.ts"));
  await assert.rejects(readArguments(["tools/nothing_test.ts"]), TypeError);
  assert.equal((await readArguments(["--filter=x"])).files, undefined);
});
