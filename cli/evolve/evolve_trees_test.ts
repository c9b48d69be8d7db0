import assert from "node:assert/strict";
import { PRESETS } from "@rstar/core";
import { RunFolder } from "@rstar/core/evolve";
import type { Journal, ToldStep } from "@rstar/core/search";
import { SqliteStore } from "@rstar/store";
import { printed } from "../testing/printed.ts";
import { evolveExport, evolveImport } from "./evolve_trees.ts";

const PROBLEM = { id: "sum", question: "What is 3 + 4?", answer: "7", level: "easy" };

/** A program that prints 7, and below it a right answer and a wrong one. */
function record(journal: Journal): void {
  const options = { ...PRESETS.paper, candidates: 1, answerCandidates: 2, rollouts: 4 };
  const init = { question: PROBLEM.question, options, reward: "ground-truth" as const, seed: 1 };
  const told = { logProbability: -1, ppm: null };
  const program: ToldStep = {
    ...told,
    text: "<code>\nprint(3 + 4)\n<end_of_code>",
    observation: { status: "ok", output: "7", cpuMs: 1 },
    answer: null,
  };
  const answers: ToldStep[] = ["7", "8"].map((value) => ({
    ...told,
    text: `<answer>It is \\boxed{${value}}.<end_of_answer>`,
    observation: null,
    answer: value,
    correct: value === "7",
  }));
  journal.append({ type: "tree", problem: PROBLEM, tree: 0, init });
  journal.append({ type: "tell", problem: "sum", tree: 0, expansion: { path: "", tokens: 9, steps: [program] } });
  journal.append({ type: "tell", problem: "sum", tree: 0, expansion: { path: "0", tokens: 9, steps: answers } });
}

Deno.test("evolve export prints the trees of a round, and evolve import draws data from them", async () => {
  const runs = await Deno.makeTempDir();
  const run = new RunFolder(`${runs}/x`);
  await Deno.mkdir(run.path);
  await Deno.writeTextFile(run.problems, `${JSON.stringify(PROBLEM)}\n`);
  {
    using store = new SqliteStore(run.store);
    record(store.journal(2));
  }
  assert.deepEqual(await printed(() => evolveExport({ run: "x", round: 1, runs })), []);
  const trees = await printed(() => evolveExport({ run: "x", round: 2, runs }));
  assert.equal(trees.length, 1);
  assert.deepEqual(Object.keys(JSON.parse(trees[0]).rstar), ["0", "0.1", "0.1.1", "0.1.2"]);

  const [file, out] = [`${runs}/trees.jsonl`, `${runs}/data`];
  await Deno.writeTextFile(file, `${trees[0]}\n\n`);
  const summary = await printed(() => evolveImport(file, { out }));
  assert.equal(JSON.parse(summary.join("\n")).coverage.levels.easy.solved, 1);
  const [example] = (await Deno.readTextFile(`${out}/sft.jsonl`)).trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.ok(example.solution.endsWith("<answer>It is \\boxed{7}.<end_of_answer>"), example.solution);
  await Deno.remove(runs, { recursive: true });
});

Deno.test("evolve import says which line is no tree, and refuses a file without trees", async () => {
  const folder = await Deno.makeTempDir();
  const [file, out] = [`${folder}/trees.jsonl`, `${folder}/data`];
  await Deno.writeTextFile(file, '\n{"question": 3}\n');
  await assert.rejects(evolveImport(file, { out }), { code: "bad_request", message: /^Cannot use line 2 of .*trees/ });
  await Deno.writeTextFile(file, "\n");
  await assert.rejects(evolveImport(file, { out }), { code: "bad_request", message: /holds no trees/ });
  await Deno.remove(folder, { recursive: true });
});
