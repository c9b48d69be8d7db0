import assert from "node:assert/strict";
import { measure, measurementName } from "./measure.ts";
import { ResultFile } from "./result_file.ts";

const PROBLEMS = ["a", "b", "c"].map((id) => ({ id, question: id }));

Deno.test("measure() measures what the results do not hold, and gives all in the problems' order", async () => {
  const results = await ResultFile.open();
  results.append("m", "b", { right: false });
  results.append("other", "a", { right: false });
  const asked: string[] = [];
  const rows = await measure(PROBLEMS, {
    name: "m",
    results,
    concurrency: 2,
    of: ({ id }) => {
      asked.push(id);
      return Promise.resolve({ right: true });
    },
    onProgress: () => {},
  });
  assert.deepEqual(asked.toSorted(), ["a", "c"]);
  assert.deepEqual([...rows], [["a", { right: true }], ["b", { right: false }], ["c", { right: true }]]);
});

Deno.test("measure() measures again what comes from other answers, and hands over what only needs another verdict", async () => {
  const results = await ResultFile.open(await Deno.makeTempFile());
  results.append("m", "a", { n: 1 }, { answers: "A", verdicts: "V" });
  results.append("m", "b", { n: 2 }, { answers: "old", verdicts: "V" });
  results.append("m", "c", { n: 3 }, { answers: "A", verdicts: "old" });
  const asked: unknown[] = [];
  const progress: string[] = [];
  const again = () =>
    measure<{ id: string; question: string }, { n: number }>([...PROBLEMS, { id: "d", question: "d" }], {
      name: "m",
      results,
      concurrency: 1,
      origin: () => ({ answers: "A", verdicts: "V" }),
      of: ({ id }, kept) => {
        asked.push([id, kept?.n]);
        return Promise.resolve({ n: 9 });
      },
      onProgress: (line) => void progress.push(line),
    });
  const rows = await again();
  assert.deepEqual(asked, [["b", undefined], ["c", 3], ["d", undefined]]);
  assert.deepEqual([...rows.values()].map(({ n }) => n), [1, 9, 9, 9]);
  assert.deepEqual(progress.slice(0, 2), [
    "m: 1 results of another question, model or version are measured again",
    "m: 1 results of another ground truth or grader are graded again",
  ]);
  await again();
  assert.equal(asked.length, 3, "nothing is left to do");
});

Deno.test("measure() keeps to its concurrency", async () => {
  let [now, most] = [0, 0];
  await measure([..."abcdefgh"].map((id) => ({ id, question: id })), {
    name: "m",
    results: await ResultFile.open(),
    concurrency: 3,
    of: async () => {
      most = Math.max(most, ++now);
      await Promise.resolve();
      now--;
      return {};
    },
    onProgress: () => {},
  });
  assert.equal(most, 3);
});

Deno.test("measure() keeps the others' rows when a problem fails", async () => {
  const results = await ResultFile.open();
  const of = ({ id }: { id: string }) => id === "b" ? Promise.reject(new Error("no engine")) : Promise.resolve({ id });
  const measuring = measure(PROBLEMS, { name: "m", results, concurrency: 1, of, onProgress: () => {} });
  await assert.rejects(measuring, { code: "job_failed", message: /^Cannot finish as 1 of 3 problems .*: no engine$/ });
  assert.deepEqual([...results.rows("m").keys()], ["a", "c"]);
});

Deno.test("measurementName() names what a measurement depends on", () => {
  assert.equal(measurementName("greedy", { policy: "round-1", seed: 3 }), "greedy policy=round-1 seed=3");
});
