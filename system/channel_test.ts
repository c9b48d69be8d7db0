import assert from "node:assert/strict";
import { Channel } from "./channel.ts";

Deno.test("Channel gives what was pushed before and while it is read, in order, until its end", async () => {
  const channel = new Channel<number>();
  channel.push(1);
  channel.push(2);
  const seen: number[] = [];
  for await (const value of channel) {
    seen.push(value);
    if (value === 2) queueMicrotask(() => channel.push(3)); // the reader waits by then
    if (value === 3) queueMicrotask(() => channel.end());
  }
  assert.deepEqual(seen, [1, 2, 3]);
});

Deno.test("Channel gives every value that was pushed before its end, and none after", async () => {
  const channel = new Channel<string>();
  channel.push("a");
  channel.push("b");
  channel.end();
  channel.push("c");
  assert.deepEqual(await Array.fromAsync(channel), ["a", "b"]);
  assert.deepEqual(await Array.fromAsync(channel), [], "and then it stays at its end");
});

Deno.test("Channel throws its failure behind the values before it; the first end counts", async () => {
  const channel = new Channel<string>();
  channel.push("a");
  channel.end({ error: new Error("lost") });
  channel.end();
  channel.end({ error: new Error("later") });
  const seen: string[] = [];
  await assert.rejects(async () => {
    for await (const value of channel) seen.push(value);
  }, /lost/);
  assert.deepEqual(seen, ["a"]);
});

Deno.test("Channel throws whatever it was ended with, undefined too", async () => {
  const channel = new Channel<string>();
  channel.end({ error: undefined });
  assert.deepEqual(await Array.fromAsync(channel).then(() => "ended", (error) => error), undefined);
});

Deno.test("Channel wakes a waiting reader when it fails", async () => {
  const channel = new Channel<string>();
  const next = channel[Symbol.asyncIterator]().next();
  channel.end({ error: new Error("lost") });
  await assert.rejects(next, /lost/);
});
