import assert from "node:assert/strict";
import { atOnce } from "./at_once.ts";

/** Work on items that ends when the test says so, in the order in which it was started. */
function controlled() {
  const started: string[] = [];
  const running = new Map<string, PromiseWithResolvers<void>>();
  const work = (item: string): Promise<void> => {
    started.push(item);
    const one = Promise.withResolvers<void>();
    running.set(item, one);
    return one.promise.finally(() => running.delete(item));
  };
  /** Ends one item, and lets the next one start. */
  const end = async (item: string, failure?: Error): Promise<void> => {
    const { promise, resolve, reject } = running.get(item)!;
    if (failure) reject(failure);
    else resolve();
    await promise.catch(() => {});
    await new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(resolve)));
  };
  return { started, running, work, end };
}

Deno.test("atOnce() runs so many at the same time, and starts them in order", async () => {
  const { started, running, work, end } = controlled();
  const all = atOnce(["a", "b", "c", "d"], { limit: 2 }, work);
  assert.deepEqual(started, ["a", "b"]);
  await end("b");
  assert.deepEqual(started, ["a", "b", "c"]);
  await end("c");
  await end("a");
  await end("d");
  await all;
  assert.deepEqual([started, running.size], [["a", "b", "c", "d"], 0]);
});

Deno.test("atOnce() takes a limit below 1 for 1, and one above the number of items", async () => {
  for (const limit of [0, -3, 100]) {
    const seen: number[] = [];
    await atOnce(new Set([1, 2, 3]), { limit }, (item) => Promise.resolve(void seen.push(item)));
    assert.deepEqual(seen, [1, 2, 3], `limit ${limit}`);
  }
  await atOnce([], { limit: 2 }, () => Promise.reject(new Error("there is no item")));
});

Deno.test("atOnce() starts nothing after a failure, and rejects once those running have ended", async () => {
  const { started, running, work, end } = controlled();
  let isOver = false;
  const all = atOnce(["a", "b", "c", "d"], { limit: 2 }, work).finally(() => isOver = true);
  all.catch(() => {});
  await end("a", new Error("first"));
  assert.deepEqual([isOver, [...running.keys()]], [false, ["b"]]);
  await end("b", new Error("second"));
  await assert.rejects(all, { message: "first" });
  assert.deepEqual(started, ["a", "b"]);
});

Deno.test("atOnce() starts nothing after an abort, and lets those running end", async () => {
  const { started, work, end } = controlled();
  const controller = new AbortController();
  const all = atOnce(["a", "b", "c"], { limit: 2, signal: controller.signal }, work);
  controller.abort();
  await end("a");
  await end("b");
  await all;
  assert.deepEqual(started, ["a", "b"]);
  await atOnce(["x"], { limit: 1, signal: controller.signal }, work);
  assert.deepEqual(started, ["a", "b"], "nothing at all where it aborted before");
});
