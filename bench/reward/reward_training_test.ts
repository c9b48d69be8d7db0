import assert from "node:assert/strict";
import { PRESETS } from "@rstar/core";
import type { GrownProblem, PythonRunner } from "@rstar/core/evolve";
import { type ToldStep, Tree } from "@rstar/core/search";
import { readJsonLines } from "@rstar/eval/results";
import { isLuckyGuess } from "@rstar/mathematics";
import { drawRewardData, trainRewardModel } from "./reward_training.ts";

const ran = { status: "ok" as const, output: "7", cpuMs: 1 };
const step = (text: string): ToldStep => ({ text, logProbability: -1, observation: ran, ppm: null, answer: null });
const reply = (value: string, correct: boolean): ToldStep => ({
  text: `<answer>\\boxed{${value}}<end_of_answer>`,
  logProbability: -1,
  observation: null,
  ppm: null,
  answer: value,
  correct,
});

/** A tree of two programs; the first answers 7, the second what `other` says. */
function grown(id: string, other: string): GrownProblem {
  const options = { ...PRESETS.paper, candidates: 2, answerCandidates: 1, rollouts: 2 };
  const tree = new Tree({ question: "What is 3 + 4?", options, reward: "ground-truth", seed: 1 });
  for (let ask = tree.ask(); ask; ask = tree.ask()) {
    const value = ask.node.path === "0" ? "7" : other;
    const steps = ask.node.parent
      ? [reply(value, value === "7")]
      : [step("<code>\nprint(3 + 4)\n<end_of_code>"), step("<code>\nprint(3 + 5)\n<end_of_code>")];
    tree.tell({ path: ask.node.path, tokens: 1, steps });
  }
  return { problem: { id, question: "What is 3 + 4?", answer: "7" }, trees: [tree] };
}

const DRAWING = { isLucky: isLuckyGuess, values: 100, seed: 1 };

Deno.test("drawRewardData() writes pairs by outcome and steps with their Q", async () => {
  const folder = `${await Deno.makeTempDir()}/data`;
  const counts = await drawRewardData(folder, [grown("a", "8"), grown("b", "7")], DRAWING);
  assert.deepEqual(counts, { pairs: 1, values: 8, allValues: 8 });
  const [pair] = await readJsonLines<Record<string, unknown>>(`${folder}/orm.jsonl`);
  assert.deepEqual([pair.id, pair.kind, pair.prefix], ["a", "trajectory", ""]);
  assert.match(String(pair.chosen), /boxed\{7\}/);
  assert.match(String(pair.rejected), /boxed\{8\}/);
  const values = await readJsonLines<{ id: string; value: number }>(`${folder}/pqm.jsonl`);
  assert.deepEqual(values.filter(({ id }) => id === "a").map(({ value }) => value).toSorted(), [-1, -1, 1, 1]);
});

Deno.test("drawRewardData() keeps a part of the steps, and refuses trees without both outcomes", async () => {
  const folder = await Deno.makeTempDir();
  assert.deepEqual(await drawRewardData(folder, [grown("a", "8"), grown("b", "9")], { ...DRAWING, values: 3 }), {
    pairs: 2,
    values: 3,
    allValues: 8,
  });
  await assert.rejects(drawRewardData(folder, [grown("a", "7")], DRAWING), {
    code: "job_failed",
    message: "Cannot train another reward model as the trees hold no pair of a right and a wrong solution",
  });
});

/** Records the programs that it is to run; a training ends with a `done` event unless `fail` is set. */
function trainer(fail = false) {
  const asked: string[] = [];
  const python: Pick<PythonRunner, "run"> = {
    run: async ({ module, args }, { onLine } = {}) => {
      asked.push([module, ...args].join(" "));
      if (module === "training.export_gguf") return await Deno.writeTextFile(args[1], "gguf");
      onLine?.('{"event": "data", "examples": 5}');
      if (fail) throw new Error("ended");
      onLine?.('{"event": "done", "tokens": 90, "seconds": 2}');
    },
  };
  return { python, asked };
}

Deno.test("trainRewardModel() replaces the PPM's budget by tokens, and does nothing twice", async () => {
  const folder = await Deno.makeTempDir();
  const training = { minutes: 5, learning_rate: 2e-4, loss_on: "tanh", seed: 4 };
  const shared = { folder, recipe: { training, export: { type: "f16" } }, checkpoint: "policy", tokens: 90 };
  const ended = trainer(true);
  await assert.rejects(trainRewardModel("orm", { ...shared, python: ended.python, onProgress: () => {} }));
  const { python, asked } = trainer();
  const options = { ...shared, python, onProgress: () => {} };
  const { gguf, record } = await trainRewardModel("orm", options);
  assert.deepEqual([gguf, record.tokens, record.examples], [`${folder}/orm.gguf`, 90, 5]);
  await trainRewardModel("orm", options);
  await trainRewardModel("pqm", options);
  const from = (name: string) => `--data ${folder}/${name}.jsonl --model policy --out ${folder}/${name} --resume`;
  const budget = "--token-budget 90 --epochs 10000";
  assert.deepEqual(asked, [
    `training.ppm ${from("orm")} --learning-rate 0.0002 --loss-on tanh --seed 4 ${budget}`,
    `training.export_gguf ${folder}/orm ${folder}/orm.gguf --type f16`,
    `pqm.train ${from("pqm")} --learning-rate 0.0002 --seed 4 ${budget}`,
    `training.export_gguf ${folder}/pqm ${folder}/pqm.gguf --type f16`,
  ]);
});
