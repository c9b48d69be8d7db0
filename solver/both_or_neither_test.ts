import assert from "node:assert/strict";
import { bothOrNeither } from "./both_or_neither.ts";

function closing(): AsyncDisposable & { readonly closed: Promise<void> } {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  return { closed, [Symbol.asyncDispose]: () => Promise.resolve(resolve()) };
}

Deno.test("bothOrNeither() gives both", async () => {
  const [a, b] = [closing(), closing()];
  assert.deepEqual(await bothOrNeither(Promise.resolve(a), Promise.resolve(b)), [a, b]);
});

Deno.test("bothOrNeither() throws at once where one fails, and closes the other once it is open", async () => {
  const slow = Promise.withResolvers<ReturnType<typeof closing>>();
  await assert.rejects(bothOrNeither(slow.promise, Promise.reject(new Error("no model"))), /no model/);
  const late = closing();
  slow.resolve(late);
  await late.closed;
});

Deno.test("bothOrNeither() throws the first error where both fail", async () => {
  const second = Promise.withResolvers<AsyncDisposable>();
  const both = bothOrNeither(Promise.reject(new Error("first")), second.promise);
  await assert.rejects(both, /first/);
  second.reject(new Error("second"));
});
