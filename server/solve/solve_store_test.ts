import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { PRESETS } from "@rstar/core";
import type { TraceLine } from "@rstar/core/search";
import type { SolveRecord } from "./solve_record.ts";
import { SolveStore } from "./solve_store.ts";
import { CAN_MOUNT, smallDisk } from "@rstar/store/testing";

function recordOf(id: string): SolveRecord {
  return {
    id,
    created: "2026-01-02T03:04:05.678Z",
    status: "queued",
    model: "sums",
    request: { question: "q" },
    result: null,
    error: null,
  };
}

const RESULT = {
  status: "solved",
  answer: "9007199254740993",
  guess: null,
  confidence: 0.97,
  share: 1,
  forms: { plain: "9007199254740993", latex: "9007199254740993", python: "9007199254740993" },
  votes: 2,
  steps: [],
  stopped: "rollouts",
  usage: { promptTokens: 5, tokens: 1, rollouts: 2, seconds: 3 },
} as const;

const LINE: TraceLine = {
  type: "tree",
  problem: { id: "a", question: "q" },
  tree: 0,
  init: { question: "q", options: PRESETS.paper, reward: "ppm", seed: 1 },
};

Deno.test("SolveStore keeps searches and traces over a restart; what was under way is interrupted", async () => {
  const path = `${await Deno.makeTempDir()}/solves.sqlite`;
  {
    using store = new SolveStore(path);
    for (const id of ["a", "b", "c"]) store.add(recordOf(id));
    store.update("a", { status: "done", result: { ...RESULT, steps: [] } });
    store.update("b", { status: "running" });
    store.append("a", LINE);
    store.append("a", { ...LINE, tree: 1 });
  }
  using store = new SolveStore(path);
  assert.deepEqual(store.get("a"), { ...recordOf("a"), status: "done", result: RESULT });
  assert.deepEqual(["b", "c"].map((id) => store.get(id)!.status), ["interrupted", "interrupted"]);
  assert.deepEqual(store.trace("a"), [LINE, { ...LINE, tree: 1 }]);
  assert.deepEqual([store.get("none"), store.trace("none")], [null, []]);
});

Deno.test("SolveStore reads results of before there was a status: their confidence was a share of votes", () => {
  using store = new SolveStore(":memory:");
  store.add(recordOf("a"));
  const { status: _status, guess: _guess, share: _share, forms: _forms, ...then } = { ...RESULT, confidence: 0.6 };
  store.update("a", { status: "done", result: { ...then, steps: [] } as unknown as SolveRecord["result"] });
  assert.deepEqual(store.get("a")!.result, { ...RESULT, confidence: 0.6, share: 0.6 });
});

Deno.test("SolveStore forgets the oldest beyond the number to keep, never one that is under way", () => {
  using store = new SolveStore(":memory:", { keep: 2 });
  for (const id of ["a", "b", "c", "d", "e"]) {
    store.add(recordOf(id));
    store.append(id, LINE);
    if (id !== "a") store.update(id, { status: "done" });
  }
  assert.deepEqual(store.list({ limit: 9 }).map(({ id }) => id), ["e", "d", "a"]);
  assert.deepEqual([store.trace("b"), store.trace("a").length], [[], 1]);
});

Deno.test("SolveStore keeps a second server out, and what is no store", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/text`, "no database\n".repeat(99));
  assert.throws(() => new SolveStore(`${folder}/text`), { code: "bad_request" });
  assert.throws(() => new SolveStore(`${folder}/none/solves.sqlite`), { code: "bad_request" });
  using _store = new SolveStore(`${folder}/solves.sqlite`);
  const script = `
    import { SolveStore } from "${import.meta.resolve("./solve_store.ts")}";
    try { new SolveStore(${JSON.stringify(`${folder}/solves.sqlite`)}); } catch (error) { console.log(error.message); }
  `;
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["eval", script] }).output();
  const holder = Deno.build.os === "linux" ? `: process ${Deno.pid}` : "";
  assert.match(new TextDecoder().decode(stdout), new RegExp(`another server has it${holder}\n`));
});

Deno.test("SolveStore skips a damaged row, and the lines of a trace from a damaged one on", async () => {
  const path = `${await Deno.makeTempDir()}/solves.sqlite`;
  {
    using store = new SolveStore(path);
    for (const id of ["a", "b", "c", "d", "e"]) store.add(recordOf(id));
    for (let line = 0; line < 3; line++) store.append("a", { ...LINE, tree: line });
  }
  {
    using database = new DatabaseSync(path);
    database.exec(`UPDATE solve SET request = '{"question":' WHERE id = 'b'`);
    database.exec("UPDATE solve SET result = '7' WHERE id = 'd'");
    database.exec("UPDATE trace SET line = '' WHERE number = 1");
  }
  using store = new SolveStore(path);
  const ids = (page: Parameters<SolveStore["list"]>[0]) => store.list(page).map(({ id }) => id);
  assert.deepEqual(ids({ limit: 9 }), ["e", "c", "a"]);
  assert.deepEqual([ids({ limit: 2 }), ids({ limit: 2, before: "c" })], [["e", "c"], ["a"]]);
  assert.deepEqual([store.get("b"), store.get("d"), store.get("c")?.id], [null, null, "c"]);
  assert.deepEqual(store.trace("a"), [{ ...LINE, tree: 0 }]);
});

Deno.test({
  name: `SolveStore knows how a search ended while the disk is full, and writes it once there is room${
    CAN_MOUNT ? "" : " (skipped: no file system may be mounted)"
  }`,
  ignore: !CAN_MOUNT,
  fn() {
    using disk = smallDisk(512);
    const path = `${disk.path}/solves.sqlite`;
    const result = { ...RESULT, answer: "9".repeat(100_000), steps: [] };
    {
      using store = new SolveStore(path);
      store.add(recordOf("a"));
      disk.fill();
      assert.throws(() => store.update("a", { status: "done", result }), { code: "storage_failed" });
      assert.throws(() => {
        for (let i = 0; i < 99; i++) store.append("a", LINE);
      }, { code: "storage_failed" });
      assert.throws(() => {
        for (let i = 0; i < 99; i++) store.add(recordOf(`lost ${i}`));
      }, { code: "storage_failed" });
      assert.deepEqual([store.get("a")!.status, store.list({ limit: 1 })[0].result], ["done", result]);
      disk.free();
      store.add(recordOf("b"));
    }
    using store = new SolveStore(path);
    assert.deepEqual([store.get("a")!.result, store.get("b")!.status], [result, "interrupted"]);
  },
});
