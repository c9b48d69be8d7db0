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
