import assert from "node:assert/strict";
import { SqliteStore } from "@rstar/store";
import { RunFolder } from "../run/run_folder.ts";
import type { EvolveEvent } from "./evolve_event.ts";
import { runStage } from "./stage.ts";

const DATA = { round: 1, stage: "data" } as const;

/** A run with the folder of round 1, its store and its events. */
async function begun() {
  const run = new RunFolder(await Deno.makeTempDir());
  await Deno.mkdir(run.round(1));
  const store = new SqliteStore(":memory:");
  const events: EvolveEvent[] = [];
  return {
    run,
    store,
    events,
    onEvent: (event: EvolveEvent) => void events.push(event),
    names: () => [...Deno.readDirSync(run.round(1))].map(({ name }) => name),
    async [Symbol.asyncDispose]() {
      store[Symbol.dispose]();
      await Deno.remove(run.path, { recursive: true });
    },
  };
}

Deno.test("runStage() does its work once, and returns the same from its file", async () => {
  await using made = await begun();
  let calls = 0;
  const work = () => Promise.resolve({ calls: ++calls, none: null });
  assert.deepEqual(await runStage(DATA, made, work), { calls: 1, none: null });
  assert.deepEqual(await runStage(DATA, made, work), { calls: 1, none: null });
  assert.deepEqual([made.events, made.names()], [[{ type: "stage", round: 1, stage: "data" }], ["data.json"]]);
  assert.deepEqual(Object.keys(made.store.seconds(1)), ["data"]);
});

Deno.test("runStage() leaves no file of a stage that failed, adds its time, and runs it again", async () => {
  await using made = await begun();
  await assert.rejects(runStage(DATA, made, () => Promise.reject(new RangeError("no"))), RangeError);
  assert.deepEqual([made.names(), Object.keys(made.store.seconds(1))], [[], ["data"]]);
  assert.equal(await runStage(DATA, made, () => Promise.resolve(7)), 7);
  assert.equal(made.events.length, 2);
});
