/**
 * Evolutions that are stopped and resumed. What a kill at any moment leaves behind is the subject of `tests/evolve_kill_test.ts`.
 */
import assert from "node:assert/strict";
import { SqliteStore } from "@rstar/store";
import type { Journal } from "../search/journal.ts";
import type { TraceLine } from "../search/trace.ts";
import type { RunStore } from "./run/run_store.ts";
import { RstarError } from "../errors.ts";
import type { EvolveEvent } from "./round/evolve_event.ts";
import type { RoundManifest } from "./round_records.ts";
import type { PythonCall } from "./testing/python_fake.ts";
import { type SumAttempt, SumRun } from "./testing/sum_run.ts";
import { sums } from "./testing/sums.ts";

type Moment = NonNullable<SumAttempt["until"]>;

/** True from the `count`-th time on that `is` is. */
function nth(count: number, is: Moment): Moment {
  let seen = 0;
  return (what) => is(what) && ++seen >= count;
}

function event(is: (event: EvolveEvent) => boolean): Moment {
  return (what) => "type" in what && is(what);
}

function call(is: (call: PythonCall) => boolean): Moment {
  return (what) => "module" in what && is(what);
}

const tell = event((event) => event.type === "search" && event.event.type === "tell");
const inStage = (round: number, stage: string): Moment =>
  event((event) => event.type === "stage" && event.round === round && event.stage === stage);
const atStep = (model: string, step: number): Moment =>
  event((event) => event.type === "training" && event.model === model && event.event.step === step);
const exporting = (path: string): Moment =>
  call(({ module, args }) => module === "training.export_gguf" && args[0].endsWith(path));

/** What depends neither on when and how often a run was stopped nor on where its base lies. */
function lasting({ started: _, finished: __, seconds: ___, base: ____, ...rest }: RoundManifest): unknown {
  return JSON.parse(JSON.stringify(rest));
}

Deno.test("evolve() resumes in each stage, to the data and models of an uninterrupted run", async () => {
  await using whole = await SumRun.create();
  await using run = await SumRun.create();
  const moments: Readonly<Record<string, Moment>> = {
    "a draw of problems": nth(2, call(({ module }) => module === "problems.generate")),
    "the base's export": exporting("/base"),
    "the first search": nth(3, tell),
    "the search again": nth(30, tell),
    "the data": inStage(1, "data"),
    "the demonstrations": call(({ module }) => module === "problems.demonstrations"),
    "the policy's training": atStep("policy", 3),
    "its export": exporting("round-1/policy"),
    "the PPM's training": atStep("ppm", 5),
    "its export too": exporting("round-1/ppm"),
    "the next round's second pass": event((event) =>
      event.type === "search" && event.round === 2 && event.event.type === "pass" && event.event.pass === 1
    ),
    "a search in it": nth(5, tell),
    "the next policy's last step": atStep("policy", 6),
    "the next PPM": inStage(2, "ppm"),
  };
  for (const [name, until] of Object.entries(moments)) {
    await assert.rejects(run.evolve({ rounds: [1, 2], until }), { name: "AbortError" }, name);
  }
  const manifests = await run.evolve({ rounds: [1, 2] });
  assert.deepEqual(manifests.map(lasting), (await whole.evolve({ rounds: [1, 2] })).map(lasting));
  for (const round of [1, 2]) {
    for (const name of ["sft.jsonl", "sft.csv", "pairs.jsonl", "pairs.official.jsonl", "suspects.jsonl", "data.json"]) {
      assert.equal(await run.read(`round-${round}/${name}`), await whole.read(`round-${round}/${name}`), name);
    }
  }
  const trainings = (model: string, round: number) =>
    run.calls.filter(({ args }) =>
      args.includes("--out") && args.join(" ").includes(`round-${round}/${model} --resume`)
    )
      .length;
  assert.deepEqual([trainings("policy", 1), trainings("ppm", 1)], [2, 2], "once stopped, once resumed");
  assert.deepEqual([trainings("policy", 2), trainings("ppm", 2)], [2, 1]);
});

Deno.test("evolve() does not train again what was trained", async () => {
  await using run = await SumRun.create();
  await assert.rejects(run.evolve({ until: exporting("round-1/policy") }), { name: "AbortError" });
  assert.deepEqual([run.count("training.sft"), run.count("training.ppm")], [1, 0]);
  await assert.rejects(run.evolve({ until: exporting("round-1/ppm") }), { name: "AbortError" });
  await run.evolve();
  assert.deepEqual([run.count("training.sft"), run.count("training.ppm")], [1, 1]);
});

Deno.test("evolve() adds up the time of its attempts", async () => {
  await using run = await SumRun.create();
  const searched = (): number => {
    using store = new SqliteStore(run.run.store);
    return store.seconds(1).search;
  };
  await assert.rejects(run.evolve({ until: nth(5, tell), proposalMs: 2 }), { name: "AbortError" });
  const first = searched();
  assert.ok(first > 0.002, `${first} s`);
  await assert.rejects(run.evolve({ until: nth(5, tell), proposalMs: 2 }), { name: "AbortError" });
  const second = searched();
  assert.ok(second > first + 0.002, `${second} s`);
  const [{ seconds }] = await run.evolve();
  assert.ok(seconds.search > second, `${seconds.search} s`);
});

Deno.test("evolve() stops where searches failed, tries them again, and draws the same data", async () => {
  await using whole = await SumRun.create();
  await using run = await SumRun.create();
  const problems = [...sums(15, { digits: 2 }), ...sums(5, { digits: 3 })];
  const refused = new Set([problems[3].question, problems[17].question]);
  await assert.rejects(run.evolve({ problems, refused }), {
    code: "job_failed",
    message: "Cannot go on as 2 of 20 searches failed (the same command tries them again): " +
      "Cannot decode as the engine is gone",
  });
  const [manifest] = await run.evolve({ problems });
  assert.equal(manifest.search.failed, 0);
  assert.deepEqual(lasting(manifest), lasting((await whole.evolve({ problems }))[0]));
});

Deno.test("evolve() ends at once where its journal cannot be written, leaves no problem out, and draws the same data later", async () => {
  await using whole = await SumRun.create();
  await using run = await SumRun.create();
  const problems = sums(20, { digits: 2 }); // one in twenty may fail for other reasons
  const full = new RstarError("storage_failed", "Cannot use the store as database or disk is full");
  for (const appends of [0, 1, 7, 30]) {
    let left = appends;
    const openStore = (path: string): RunStore => {
      const store = new SqliteStore(path);
      const journal = (round: number): Journal => {
        const { read, append } = store.journal(round);
        const write = (line: TraceLine): void => {
          if (left-- <= 0) throw full;
          append(line);
        };
        return { read, append: write };
      };
      return {
        journal,
        begin: store.begin.bind(store),
        addSeconds: store.addSeconds.bind(store),
        seconds: store.seconds.bind(store),
        [Symbol.dispose]: () => store[Symbol.dispose](),
      };
    };
    await assert.rejects(run.evolve({ problems, openStore }), full);
  }
  const [manifest] = await run.evolve({ problems });
  assert.equal(manifest.search.failed, 0);
  assert.deepEqual(lasting(manifest), lasting((await whole.evolve({ problems }))[0]));
});

Deno.test("evolve() continues without one search in twenty", async () => {
  await using run = await SumRun.create();
  const problems = sums(20, { digits: 2 });
  const [{ search, coverage }] = await run.evolve({ problems, refused: new Set([problems[7].question]) });
  assert.deepEqual([search.failed, search.problems, coverage.all.solved], [1, 20, 19]);
});

Deno.test("evolve() keeps a second one out of its run", async () => {
  await using run = await SumRun.create();
  let second: Promise<unknown> | undefined;
  await run.evolve({
    until: (what) => {
      if (!second && tell(what)) second = run.evolve().catch((error) => error.message);
      return false;
    },
  });
  assert.match(String(await second), /^Cannot open the store .* as another process works on this run(: process \d+)?$/);
});
