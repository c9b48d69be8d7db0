import assert from "node:assert/strict";
import { SqliteStore } from "@rstar/store";
import { timed } from "./stage_clock.ts";

const SEARCH = { round: 2, stage: "search" } as const;

/** Work that takes so long. */
function busy(ms: number): Promise<void> {
  for (const end = performance.now() + ms; performance.now() < end;);
  return Promise.resolve();
}

Deno.test("timed() adds up what work took, however it ended", async () => {
  using store = new SqliteStore(":memory:");
  assert.equal(await timed(store, SEARCH, () => busy(5).then(() => "done")), "done");
  const first = store.seconds(2).search;
  assert.ok(first >= 0.005 && first < 5, `${first} s`);
  const failing = timed(store, SEARCH, () => busy(5).then(() => Promise.reject(new RangeError("no"))));
  await assert.rejects(failing, RangeError);
  assert.ok(store.seconds(2).search >= first + 0.005);
  await timed(store, { round: 2, stage: "data" }, () => busy(1));
  assert.deepEqual([Object.keys(store.seconds(2)), store.seconds(1)], [["data", "search"], {}]);
});

Deno.test("timed() records while work goes on: a kill loses no more than the last ten seconds", async () => {
  using store = new SqliteStore(":memory:");
  const timers = new Map<number, () => void>();
  const { setInterval, clearInterval } = globalThis;
  globalThis.setInterval = ((beat: () => void, everyMs: number) => timers.set(everyMs, beat).size) as never;
  globalThis.clearInterval = () => timers.clear();
  const started = performance.now();
  try {
    await timed(store, SEARCH, async () => {
      assert.deepEqual(store.seconds(2), {});
      const [[everyMs, beat]] = timers;
      assert.equal(everyMs, 10_000);
      await busy(5);
      beat();
      const first = store.seconds(2).search;
      await busy(2);
      beat();
      const second = store.seconds(2).search;
      assert.ok(first >= 0.005 && second >= first + 0.002, `${first} s, then ${second} s`);
    });
    assert.equal(timers.size, 0, "the timer ends with the work");
    assert.ok(store.seconds(2).search <= (performance.now() - started) / 1000, "nothing counts twice");
  } finally {
    Object.assign(globalThis, { setInterval, clearInterval });
  }
});
