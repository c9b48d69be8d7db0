import assert from "node:assert/strict";
import { finishedRun, roundWithPpm, seenPaths } from "./finished_run.ts";

async function runWith(rounds: Readonly<Record<number, unknown>>): Promise<string> {
  const path = await Deno.makeTempDir();
  for (const [round, manifest] of Object.entries(rounds)) {
    await Deno.mkdir(`${path}/round-${round}/demonstrations`, { recursive: true });
    await Deno.writeTextFile(`${path}/round-${round}/manifest.json`, JSON.stringify(manifest));
  }
  return path;
}

Deno.test("finishedRun() reads the rounds up to the first that is not finished", async () => {
  const path = await runWith({ 1: { round: 1, recipe: { seed: 1 } }, 2: { round: 2, recipe: { seed: 2 } }, 4: {} });
  const run = await finishedRun(path);
  assert.deepEqual(run.manifests.map(({ round }) => round), [1, 2]);
  assert.deepEqual(run.recipe, { seed: 2 });
  await assert.rejects(finishedRun(await runWith({})), { code: "bad_request" });
});

Deno.test("roundWithPpm() says why there is none", async () => {
  const path = await runWith({ 1: { round: 1, ppm: null }, 2: { round: 2, ppm: { tokens: 5 } } });
  const run = await finishedRun(path);
  assert.equal(roundWithPpm(run, 2).ppm, `${path}/round-2/ppm.gguf`);
  assert.throws(() => roundWithPpm(run, 1), { message: `Cannot use round 1 of ${path} as it has no PPM` });
  assert.throws(() => roundWithPpm(run, 3), { message: `Cannot use round 3 of ${path} as it is not finished` });
});

Deno.test("seenPaths() lists the problems and the demonstrations that are there", async () => {
  const path = await runWith({ 1: { round: 1 }, 2: { round: 2 } });
  await Deno.remove(`${path}/round-1/demonstrations`);
  const run = await finishedRun(path);
  assert.deepEqual(await seenPaths(run), [`${path}/problems.jsonl`, `${path}/round-2/demonstrations`]);
});
