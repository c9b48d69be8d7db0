import assert from "node:assert/strict";
import type { PythonRunner } from "@rstar/core/evolve";
import { drawHeldOut, searchedIds, seenIds } from "./held_out.ts";

/** Prints `available` problems a seed, named by it. */
function generator(available = Infinity) {
  const asked: string[] = [];
  const python: Pick<PythonRunner, "run"> = {
    run: ({ module, args }, { onLine } = {}) => {
      asked.push([module, ...args].join(" "));
      const flag = (name: string): number => Number(args[args.indexOf(name) + 1]);
      for (let i = 0; i < Math.min(available, flag("--count")); i++) {
        const id = `${flag("--seed")}-${i}`;
        onLine?.(JSON.stringify({ id, module: "m", question: `q ${id}`, answer: "1", definitions: 0, split: "train" }));
      }
      return Promise.resolve();
    },
  };
  return { python, asked };
}

const RECIPE = {
  problems: [
    { name: "easy", count: 9, flags: { seed: 1, numbers: "hard" } },
    { name: "hard", count: 9, flags: { seed: 2, min_definitions: 4 } },
  ],
};

Deno.test("drawHeldOut() draws each level by the recipe's flags and a seed of its own, nothing seen", async () => {
  const { python, asked } = generator();
  const seen = new Set(["70-0", "71-1"]);
  const problems = await drawHeldOut(RECIPE, { python, count: 2, seed: 70, seen, onProgress: () => {} });
  assert.deepEqual(problems.map(({ id, level }) => `${id} ${level}`), [
    "70-1 easy",
    "70-2 easy",
    "71-0 hard",
    "71-2 hard",
  ]);
  assert.deepEqual(asked, [
    "problems.generate --seed 70 --numbers hard --count 53",
    "problems.generate --seed 71 --min-definitions 4 --count 53",
  ]);
});

Deno.test("drawHeldOut() says when a level gives too few, or the recipe none", async () => {
  const options = { python: generator(3).python, count: 3, seed: 70, seen: new Set(["70-1"]), onProgress: () => {} };
  await assert.rejects(drawHeldOut(RECIPE, options), {
    code: "job_failed",
    message: "Cannot draw 3 held-out problems of level easy as only 2 are new",
  });
  await assert.rejects(drawHeldOut({}, options), { code: "bad_request" });
});

Deno.test("searchedIds() draws each level as the recipe says", async () => {
  const { python, asked } = generator(2);
  assert.deepEqual(await searchedIds(RECIPE, python), new Set(["1-0", "1-1", "2-0", "2-1"]));
  assert.deepEqual(asked, [
    "problems.generate --seed 1 --numbers hard --count 9",
    "problems.generate --seed 2 --min-definitions 4 --count 9",
  ]);
  assert.deepEqual(await searchedIds({}, python), new Set());
});

Deno.test("seenIds() reads files and folders of JSON Lines", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/1.jsonl`, '{"id":"a","question":"q"}\n{"id":"b"}\n');
  await Deno.writeTextFile(`${folder}/2.csv`, "id\nz\n");
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, '{"id":"c"}\n');
  assert.deepEqual(await seenIds([folder, file]), new Set(["a", "b", "c"]));
  await assert.rejects(seenIds([`${folder}/none`]), { code: "bad_request" });
});
