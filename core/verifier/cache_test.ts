import assert from "node:assert/strict";
import { LruCache } from "./cache.ts";

Deno.test("LruCache forgets what was used least recently", () => {
  const cache = new LruCache<number>(2);
  assert.equal(cache.set("a", 1), undefined);
  assert.equal(cache.set("b", 2), undefined);
  assert.equal(cache.get("a"), 1);
  assert.deepEqual(cache.set("c", 3), { key: "b", value: 2 });
  assert.deepEqual([cache.get("a"), cache.get("b"), cache.get("c"), cache.size], [1, undefined, 3, 2]);
  cache.set("a", 4);
  cache.delete("c");
  assert.deepEqual([cache.get("a"), cache.get("c"), cache.size], [4, undefined, 1]);
});

Deno.test("LruCache of no entries holds none", () => {
  const cache = new LruCache<number>(0);
  assert.deepEqual(cache.set("a", 1), { key: "a", value: 1 });
  assert.equal(cache.get("a"), undefined);
});
