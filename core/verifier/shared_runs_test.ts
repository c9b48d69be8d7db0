import assert from "node:assert/strict";
import { SharedRuns } from "./shared_runs.ts";

/** Work that the test ends, with a record of its calls. */
function controlled() {
  const work = Promise.withResolvers<string>();
  const signals: AbortSignal[] = [];
  const start = (signal: AbortSignal): Promise<string> => {
    signals.push(signal);
    return work.promise;
  };
  return { ...work, signals, start };
}

Deno.test("SharedRuns.join() does the same work once, and again afterwards", async () => {
  const runs = new SharedRuns<string>();
  const work = controlled();
  const both = Promise.all([runs.join("k", work.start), runs.join("k", work.start)]);
  work.resolve("done");
  assert.deepEqual(await both, ["done", "done"]);
  assert.equal(work.signals.length, 1);
  await runs.join("k", work.start);
  assert.equal(work.signals.length, 2);
});

Deno.test("SharedRuns.join() aborts the work only when every caller has gone", async () => {
  const runs = new SharedRuns<string>();
  const work = controlled();
  const [first, second] = [new AbortController(), new AbortController()];
  const one = runs.join("k", work.start, first.signal);
  const two = runs.join("k", work.start, second.signal);
  first.abort();
  await assert.rejects(one, { name: "AbortError" });
  assert.equal(work.signals[0].aborted, false);
  second.abort();
  await assert.rejects(two, { name: "AbortError" });
  assert.equal(work.signals[0].aborted, true);
  const fresh = controlled();
  fresh.resolve("fresh");
  assert.equal(await runs.join("k", fresh.start), "fresh", "the aborted work is not joined");
});

Deno.test("SharedRuns.join() passes failures on to every caller", async () => {
  const runs = new SharedRuns<string>();
  const work = controlled();
  const both = Promise.allSettled([runs.join("k", work.start), runs.join("k", work.start)]);
  work.reject(new Error("broken"));
  assert.deepEqual((await both).map(({ status }) => status), ["rejected", "rejected"]);
});
