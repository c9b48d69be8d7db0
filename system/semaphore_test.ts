import assert from "node:assert/strict";
import { Semaphore } from "./semaphore.ts";

Deno.test("Semaphore.take() waits in order until so many are free", async () => {
  const permits = new Semaphore(2);
  const order: string[] = [];
  const work = async (name: string, count: number) => {
    using _taken = await permits.take({ count });
    order.push(`${name} begins`);
    await Promise.resolve();
    await Promise.resolve();
    order.push(`${name} ends`);
  };
  await Promise.all([work("a", 1), work("b", 1), work("c", 2), work("d", 1)]);
  assert.deepEqual(order.slice(0, 4).toSorted(), ["a begins", "a ends", "b begins", "b ends"]);
  assert.deepEqual(order.slice(4), ["c begins", "c ends", "d begins", "d ends"]);
});

Deno.test("Semaphore.take() gives all to who wants more than there are", async () => {
  const permits = new Semaphore(2);
  {
    using _all = await permits.take({ count: 8 });
    let begun = false;
    const other = permits.take().then((taken) => {
      begun = true;
      return taken;
    });
    await Promise.resolve();
    assert.equal(begun, false);
    void other.then((taken) => taken[Symbol.dispose]());
  }
  using _again = await permits.take({ count: 2 });
});

/** Takes places, and notes when it gets them. */
function taking(permits: Semaphore, order: string[]) {
  return async (name: string, count: number, signal?: AbortSignal): Promise<Disposable> => {
    const taken = await permits.take({ count, signal });
    order.push(name);
    return taken;
  };
}

/** Lets everything that can run now run. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("Semaphore.take() lets smaller requests behind an aborted large one in", async () => {
  const permits = new Semaphore(3);
  const order: string[] = [];
  const take = taking(permits, order);
  const held = await take("held", 2);
  const controller = new AbortController();
  const large = take("large", 3, controller.signal);
  const small = take("small", 1);
  const next = take("next", 2);
  await settled();
  assert.deepEqual(order, ["held"], "one place is free, but the large request is first");
  controller.abort();
  await assert.rejects(large, { name: "AbortError" });
  (await small)[Symbol.dispose]();
  assert.deepEqual(order, ["held", "small"]);
  held[Symbol.dispose]();
  (await next)[Symbol.dispose]();
  using _all = await permits.take({ count: 3 });
});

Deno.test("Semaphore.take() refuses an aborted signal, and ignores one that aborts after it was admitted", async () => {
  const permits = new Semaphore(1);
  await assert.rejects(permits.take({ signal: AbortSignal.abort() }), { name: "AbortError" });
  const controller = new AbortController();
  const first = await permits.take();
  const second = permits.take({ signal: controller.signal });
  first[Symbol.dispose]();
  const taken = await second;
  controller.abort();
  taken[Symbol.dispose]();
  using _third = await permits.take();
});

Deno.test("new Semaphore() refuses other totals than positive integers", () => {
  for (const total of [0, -1, 1.5, NaN, Infinity]) assert.throws(() => new Semaphore(total), RangeError);
});
