import assert from "node:assert/strict";
import type { PythonRunner } from "../jobs/python_runner.ts";
import { RunFolder } from "../run/run_folder.ts";
import { searchProblems } from "./search_problems.ts";

/** Prints one problem that depends on its flags, and one that does not. */
function fakePython(calls: string[][] = []): Pick<PythonRunner, "run"> {
  return {
    run: ({ args }, { onLine } = {}) => {
      calls.push([...args]);
      for (const id of [args.join(" "), "shared"]) {
        onLine!(JSON.stringify({ id, question: `q ${id}`, answer: "1", level: "?" }));
      }
      return Promise.resolve();
    },
  };
}

const LEVELS = [
  { name: "easy", count: 2, flags: { seed: 1 } },
  { name: "hard", count: 3, flags: { seed: 2, min_definitions: 4 } },
];

Deno.test("searchProblems() draws each level once, and keeps them for the next rounds", async () => {
  const run = new RunFolder(`${await Deno.makeTempDir()}/runs/r`);
  const calls: string[][] = [];
  const lines: string[] = [];
  const onProgress = (line: string): void => void lines.push(line);
  const drawn = await searchProblems(run, { levels: LEVELS, python: fakePython(calls), onProgress });
  assert.deepEqual(lines, ["Drawing 2 problems of level easy", "Drawing 3 problems of level hard"]);
  assert.deepEqual(calls, [["--count", "2", "--seed", "1"], ["--count", "3", "--seed", "2", "--min-definitions", "4"]]);
  assert.deepEqual(drawn.map(({ level }) => level), ["easy", "easy", "hard"], "a question is taken once");
  assert.deepEqual(await searchProblems(run, { levels: LEVELS, python: fakePython(calls), onProgress }), drawn);
  assert.equal(calls.length, 2);
});

Deno.test("searchProblems() takes those given, and refuses others later", async () => {
  const run = new RunFolder(await Deno.makeTempDir());
  const given = [{ id: "1", question: "q", answer: "a" }];
  const python = fakePython();
  const onProgress = (): void => {};
  assert.deepEqual(await searchProblems(run, { given, python, onProgress }), given);
  assert.deepEqual(await searchProblems(run, { given, python, onProgress }), given);
  const others = [{ id: "2", question: "q", answer: "a" }];
  await assert.rejects(searchProblems(run, { given: others, python, onProgress }), {
    code: "bad_request",
    message: /has others/,
  });
});

Deno.test("searchProblems() refuses to begin with nothing", async () => {
  const run = new RunFolder(await Deno.makeTempDir());
  const onProgress = (): void => {};
  await assert.rejects(searchProblems(run, { python: fakePython(), onProgress }), {
    code: "bad_request",
    message: /--problems/,
  });
});
