import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { SqliteStore } from "@rstar/store";
import type { RoundManifest } from "./round_records.ts";
import { SUM_RECIPE, SumRun } from "./testing/sum_run.ts";
import { mislabelled, sums } from "./testing/sums.ts";

/** The arguments of the calls of a module, with `~` for the run's folder. */
function argumentsOf({ calls, run }: SumRun, module: string): string[] {
  return calls.filter((call) => call.module === module).map(({ args }) => args.join(" ").replaceAll(run.path, "~"));
}

/** As it comes back from its file. */
function plain(manifest: RoundManifest): RoundManifest {
  return JSON.parse(JSON.stringify(manifest));
}

async function sha256(path: string): Promise<string> {
  return createHash("sha256").update(await Deno.readFile(path)).digest("hex");
}

/** PPM scores in the expansions of a round: how many there are, and how many are null. */
function ppmScores({ run }: SumRun, round: number, problems: readonly { readonly id: string }[]): number[] {
  using store = new SqliteStore(run.store);
  const scores = problems.flatMap(({ id }) => store.journal(round).read(id))
    .flatMap((line) => line.type === "tell" ? line.expansion.steps : [])
    .filter(({ observation }) => observation?.status === "ok")
    .map(({ ppm }) => ppm);
  return [scores.length, scores.filter((score) => score === null).length];
}

Deno.test("evolve() runs rounds end to end, each searching with the models of the one before", async () => {
  await using sumRun = await SumRun.create();
  const { run, base, opened, events } = sumRun;
  const manifests = await sumRun.evolve({ rounds: [1, 2, 3] });

  assert.deepEqual(opened, [
    { folder: run.round(0), checkpoint: base, ppm: false },
    { folder: run.round(1), checkpoint: `${run.round(1)}/policy`, ppm: false },
    { folder: run.round(2), checkpoint: `${run.round(2)}/policy`, ppm: true },
  ]);
  const problems = events.flatMap((event) => event.type === "round" && event.round === 1 ? event.problems : []);
  assert.deepEqual(problems.map(({ level }) => level), [
    ...new Array(3).fill("sure"),
    ...new Array(5).fill("mixed"),
    ...new Array(2).fill("never"),
  ]);
  const [scored, unscored] = ppmScores(sumRun, 3, problems);
  assert.ok(scored > 10 && unscored === 0, "the PPM guides round 3");
  assert.equal(ppmScores(sumRun, 2, problems).reduce((all, none) => all - none), 0, "and round 2 not");

  assert.deepEqual(
    argumentsOf(sumRun, "training.sft"),
    [1, 2, 3].map((round) => {
      const folder = `~/round-${round}`;
      const data = `${folder}/sft.jsonl ${folder}/sft.jsonl ${folder}/demonstrations/${round}041.jsonl`;
      return `--data ${data} --keep-repeats --model ${base} --out ${folder}/policy --resume --minutes 1`;
    }),
  );
  assert.deepEqual(
    argumentsOf(sumRun, "training.ppm"),
    [1, 2, 3].map((round) => {
      const folder = `~/round-${round}`;
      return `--data ${folder}/pairs.jsonl --model ${folder}/policy --out ${folder}/ppm --resume --minutes 2`;
    }),
  );
  assert.deepEqual(argumentsOf(sumRun, "training.export_gguf"), [
    `${base} ~/round-0/policy.gguf --type q8_0`,
    ...[1, 2, 3].flatMap((round) => [
      `~/round-${round}/policy ~/round-${round}/policy.gguf --type q8_0`,
      `~/round-${round}/ppm ~/round-${round}/ppm.gguf --type f16`,
    ]),
  ]);
  assert.deepEqual(events.flatMap((event) => event.type === "finished" ? [event.round] : []), [1, 2, 3]);
  for (const manifest of manifests) await checkManifest(sumRun, manifest);
});

async function checkManifest({ run, events }: SumRun, manifest: RoundManifest): Promise<void> {
  const { round, coverage: { all, levels }, search, sft, pairs, policy, ppm } = manifest;
  const folder = run.round(round);
  assert.deepEqual(await run.manifest(round), plain(manifest));
  assert.deepEqual([manifest.run, manifest.seed, (manifest.recipe as { seed: number }).seed], ["sums", 3, 3]);
  assert.ok(Date.parse(manifest.started) <= Date.parse(manifest.finished));
  assert.deepEqual(Object.keys(manifest.seconds).sort(), ["data", "policy", "ppm", "search"]);
  for (const [stage, seconds] of Object.entries(manifest.seconds)) assert.ok(seconds > 0, stage);
  assert.deepEqual(manifest.versions.deno, Deno.version.deno);

  const inputs = [
    "problems.jsonl",
    `round-${round - 1}/policy.gguf`,
    ...round > 1 ? [`round-${round - 1}/ppm.gguf`] : [],
  ];
  const outputs = ["sft.jsonl", "pairs.jsonl", "policy.gguf", "ppm.gguf"].map((name) => `round-${round}/${name}`);
  for (const [hashes, paths] of [[manifest.inputs, inputs], [manifest.outputs, outputs]] as const) {
    const found = await Promise.all(paths.map(async (path) => [path, await sha256(`${run.path}/${path}`)]));
    assert.deepEqual(hashes, Object.fromEntries(found));
  }

  const tells = events.flatMap((event) =>
    event.type === "search" && event.round === round && event.event.type === "tell" ? [event.event.expansion] : []
  );
  assert.equal(search.tokens, tells.reduce((sum, { tokens }) => sum + tokens, 0));
  assert.deepEqual([search.problems, search.failed], [10, 0]);
  assert.equal(search.trees > 10, round === 2, `${search.trees} trees: only round 2 has a second pass`);
  assert.ok(search.rollouts > 2 * search.trees && search.rollouts <= 6 * search.trees);
  assert.deepEqual(Object.keys(levels), ["sure", "mixed", "never"]);
  assert.deepEqual([levels.sure.allCorrect, levels.never.allWrong, all.problems], [3, 2, 10]);

  const lines = async (name: string) => (await Deno.readTextFile(`${folder}/${name}`)).trimEnd().split("\n");
  assert.equal((await lines("sft.jsonl")).length, sft.examples);
  assert.equal((await lines("pairs.jsonl")).length, pairs.stepPairs + pairs.trajectoryPairs);
  assert.equal(policy.examples, 3 + 2 * sft.examples, "three demonstrations, two copies of what was found");
  assert.equal(ppm?.examples, pairs.stepPairs + pairs.trajectoryPairs);
  assert.deepEqual(policy.curve.map(({ step }) => step), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(JSON.parse(await Deno.readTextFile(`${folder}/model.json`)), {
    name: `sums-round-${round}`,
    policy: "policy.gguf",
    ppm: "ppm.gguf",
    engine: { contextTokens: 512 },
  });
}

Deno.test("evolve() leaves a finished round as it is", async () => {
  await using run = await SumRun.create();
  const [first] = await run.evolve();
  const { calls: { length: calls }, opened: { length: opened } } = run;
  const written = async () => (await Deno.stat(`${run.run.round(1)}/manifest.json`)).mtime?.getTime();
  const before = await written();
  assert.deepEqual(await run.evolve(), [plain(first)]);
  assert.deepEqual([run.calls.length, run.opened.length, await written()], [calls, opened, before]);
  assert.equal(run.events.filter(({ type }) => type === "finished").length, 2, "it is reported again");
});

Deno.test("evolve() refuses a round before the one it builds on, and makes nothing", async () => {
  await using run = await SumRun.create();
  await assert.rejects(run.evolve({ rounds: [2] }), {
    code: "bad_request",
    message: "Cannot run round 2 as round 1 is not finished: run it first, with --round 1",
  });
  await assert.rejects(run.evolve({ rounds: [1, 4] }), {
    code: "bad_request",
    message: "Cannot run round 4 as the recipe has rounds 1 to 3",
  });
  assert.deepEqual(run.calls, []);
  await assert.rejects(Deno.stat(run.run.path), Deno.errors.NotFound);
});

Deno.test("evolve() holds a round that was begun to its base, problems, limit and recipe", async () => {
  await using run = await SumRun.create();
  const inSearch = run.evolve({ limit: 6, until: (what) => "type" in what && what.type === "search" });
  await assert.rejects(inSearch, { name: "AbortError" });
  const refused = (attempt: Parameters<SumRun["evolve"]>[0], message: RegExp) =>
    assert.rejects(run.evolve({ limit: 6, ...attempt }), { code: "bad_request", message });
  await refused({ base: run.folder }, /^Cannot start from .* as the run was begun from .*base$/);
  await refused({ problems: sums(3, { digits: 2 }) }, /^Cannot search these problems as the run has others/);
  await refused({ limit: 7 }, /^Cannot go on with round 1 as .* changed .* begin another --run$/);
  await refused({ recipe: SUM_RECIPE.replace("rollouts = 4", "rollouts = 5") }, /^Cannot go on with round 1/);
  assert.equal((await run.evolve({ limit: 6 }))[0].search.problems, 6);
});

Deno.test("evolve() takes the problems of a limit evenly from all of them", async () => {
  await using run = await SumRun.create();
  const problems = ["a", "b", "c"].flatMap((level, index) => sums(4, { digits: 2, first: 4 * index, level }));
  const [{ coverage: { levels } }] = await run.evolve({ problems, limit: 6 });
  assert.deepEqual(Object.entries(levels).map(([level, counts]) => [level, counts.problems]), [
    ["a", 2],
    ["b", 2],
    ["c", 2],
  ]);
  assert.equal((await run.read("problems.jsonl")).trimEnd().split("\n").length, 12, "the run keeps all of them");
});

Deno.test("evolve() lets a bigger model search round 1, and not round 2", async () => {
  await using run = await SumRun.create();
  await run.evolve({ rounds: [1, 2], bootstrap: "org/big" });
  assert.deepEqual(run.opened.map(({ bootstrap, folder }) => [bootstrap, folder]), [
    ["org/big", run.run.round(0)],
    [undefined, run.run.round(1)],
  ]);
  assert.equal(argumentsOf(run, "training.export_gguf")[0], "~/round-1/policy ~/round-1/policy.gguf --type q8_0");
});

Deno.test("evolve() holds only the round that a bigger model searches to it", async () => {
  await using run = await SumRun.create();
  const inRound2 = (what: object) => "type" in what && what.type === "search" && "round" in what && what.round === 2;
  await assert.rejects(run.evolve({ rounds: [1, 2], bootstrap: "org/big", until: inRound2 }), { name: "AbortError" });
  const [manifest] = await run.evolve({ rounds: [2] });
  assert.equal(manifest.round, 2);
  assert.ok(
    !run.calls.some(({ args }) => args.includes(`${run.run.round(0)}/policy.gguf`)),
    "nothing searches with it",
  );
});

Deno.test("evolve() lists labels that every trajectory contradicts", async () => {
  await using run = await SumRun.create();
  const [{ suspects }] = await run.evolve({ problems: [...sums(4, { digits: 2 }), ...mislabelled(2, 50)] });
  const listed = (await run.read("round-1/suspects.jsonl")).trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(suspects, 2);
  assert.deepEqual(listed.map(({ id, answer, majority }) => [id, answer, majority]).sort(), [
    ["60+4", "65", "64"],
    ["61+4", "66", "65"],
  ]);
});

Deno.test("evolve() trains no policy on nothing", async () => {
  await using run = await SumRun.create();
  await assert.rejects(run.evolve({ problems: sums(3, { digits: 4 }) }), {
    code: "job_failed",
    message: "Cannot train a policy as round 1 gave no example of a solution",
  });
  assert.equal(run.count("training.sft"), 0);
});

Deno.test("evolve() trains no PPM without pairs, and lets none guide the next round", async () => {
  await using run = await SumRun.create();
  const guided = SUM_RECIPE.replace(/guide = "terminals"\npasses = .*unsolved.*/, 'guide = "ppm"\npasses = [{}]');
  const problems = sums(4, { digits: 2 });
  const [first] = await run.evolve({ recipe: guided, problems });
  assert.deepEqual([first.ppm, first.pairs.stepPairs + first.pairs.trajectoryPairs], [null, 0]);
  assert.deepEqual([run.count("training.ppm"), first.outputs["round-1/ppm.gguf"]], [0, undefined]);
  assert.deepEqual(JSON.parse(await run.read("round-1/model.json")).ppm, undefined);
  await assert.rejects(run.evolve({ recipe: guided, rounds: [2] }), {
    code: "bad_request",
    message: "Cannot guide round 2 by a PPM as round 1 has none",
  });
  const [second] = await run.evolve({ rounds: [2] });
  assert.equal(second.round, 2, "a recipe without it is taken");
});

Deno.test("evolve() lets no PPM guide round 1, and makes nothing", async () => {
  await using run = await SumRun.create();
  const recipe = SUM_RECIPE.replace('guide = "terminals"', 'guide = "ppm"');
  await assert.rejects(run.evolve({ recipe }), {
    code: "bad_request",
    message: "Cannot guide round 1 by a PPM as round 0 has none",
  });
  await assert.rejects(Deno.stat(run.run.path), Deno.errors.NotFound);
});
