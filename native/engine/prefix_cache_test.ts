import assert from "node:assert/strict";
import fc from "fast-check";
import { PrefixCache, type PrefixCacheOptions, type SequenceMemory, type Slot } from "./prefix_cache.ts";
import { commonPrefix } from "./decode_plan.ts";

/** A context that remembers what was computed, and which cells hold it. */
class FakeMemory implements SequenceMemory {
  readonly sequences: { token: number; cell: symbol }[][];

  constructor(count: number) {
    this.sequences = Array.from({ length: count }, () => []);
  }

  copySequence(from: number, to: number): void {
    this.sequences[to] = [...this.sequences[from]];
  }

  removeSequence(sequence: number, fromPosition = 0): void {
    this.sequences[sequence].splice(fromPosition);
  }

  compute(sequence: number, tokens: readonly number[]): void {
    this.sequences[sequence].push(...tokens.map((token) => ({ token, cell: Symbol() })));
  }

  tokens(sequence: number): number[] {
    return this.sequences[sequence].map(({ token }) => token);
  }

  cellsOf(sequences: readonly number[]): number {
    return new Set(sequences.flatMap((sequence) => this.sequences[sequence].map(({ cell }) => cell))).size;
  }
}

/** How many tokens of `tokens` some slot holds and may share. */
function sharedLength(cache: PrefixCache, tokens: readonly number[]): number {
  return Math.max(...cache.slots.map((slot) => Math.min(commonPrefix(slot.tokens, tokens), slot.shareable)));
}

/** Compares the tokens that a cache has recorded with those that its context holds. */
function assertAgree(cache: PrefixCache, memory: FakeMemory): void {
  for (const slot of cache.slots) assert.deepEqual(memory.tokens(slot.id), slot.tokens, `sequence ${slot.id}`);
}

function setUp(options: PrefixCacheOptions) {
  const memory = new FakeMemory(options.slots);
  const cache = new PrefixCache(memory, options);
  /** Computes what is missing of `tokens` in a slot; those from `shareable` on cannot be shared. */
  const complete = (slot: Slot, tokens: readonly number[], shareable = tokens.length): Slot => {
    const from = slot.tokens.length;
    assert.ok(cache.makeRoom(tokens.length - from));
    memory.compute(slot.id, tokens.slice(from));
    cache.append(slot, tokens.slice(from, Math.max(from, shareable)), true);
    cache.append(slot, tokens.slice(Math.max(from, shareable)), false);
    return slot;
  };
  return { memory, cache, complete };
}

Deno.test("PrefixCache.acquire() copies the longest prefix and leaves the original", () => {
  const { memory, cache, complete } = setUp({ slots: 4 });
  const parent = complete(cache.acquire([1, 2, 3, 4, 5]), [1, 2, 3, 4, 5]);
  const child = cache.acquire([1, 2, 3, 9, 9, 9]);
  assert.notEqual(child.id, parent.id);
  assert.deepEqual(child.tokens, [1, 2, 3]);
  assert.deepEqual(memory.tokens(child.id), [1, 2, 3]);
  assert.deepEqual(memory.tokens(parent.id), [1, 2, 3, 4, 5]);
  assert.equal(cache.reusedTokens, 3);
  assertAgree(cache, memory);
});

Deno.test("PrefixCache.acquire() takes an idle slot that is a prefix as it is, without a copy", () => {
  const { cache, complete } = setUp({ slots: 4 });
  const parent = complete(cache.acquire([1, 2, 3]), [1, 2, 3]);
  cache.release(parent);
  const child = cache.acquire([1, 2, 3, 4, 5]);
  assert.equal(child.id, parent.id);
  assert.deepEqual(child.tokens, [1, 2, 3]);
  assert.equal(cache.evictions, 0);
});

Deno.test("PrefixCache.acquire() leaves the last token of a prompt, and never only that one, to be computed", () => {
  const { cache, complete } = setUp({ slots: 3 });
  complete(cache.acquire([1, 2, 3, 4]), [1, 2, 3, 4]);
  assert.deepEqual(cache.acquire([1, 2, 3, 4]).tokens, [1, 2]);
  assert.deepEqual(
    cache.acquire([1, 2, 3, 4, 7], { promptTokens: 4 }).tokens,
    [1, 2, 3, 4],
    "a fork: its prompt is done",
  );
});

Deno.test("PrefixCache.release() keeps what is shareable and removes the rest", () => {
  const { memory, cache, complete } = setUp({ slots: 2 });
  const slot = complete(cache.acquire([1, 2, 3, 8, 9], { promptTokens: 3 }), [1, 2, 3, 8, 9], 3);
  assert.equal(sharedLength(cache, [1, 2, 3, 8, 9]), 3);
  cache.release(slot);
  assert.deepEqual(memory.tokens(slot.id), [1, 2, 3]);
  assertAgree(cache, memory);
});

Deno.test("PrefixCache.release() keeps no second copy", () => {
  const { memory, cache, complete } = setUp({ slots: 3 });
  const first = complete(cache.acquire([1, 2, 3]), [1, 2, 3]);
  const second = complete(cache.acquire([1, 2, 3]), [1, 2, 3]);
  cache.release(second);
  assert.deepEqual(memory.tokens(second.id), []);
  cache.release(first);
  assert.deepEqual(memory.tokens(first.id), [1, 2, 3]);
  assert.equal(cache.evictions, 0);
});

Deno.test("PrefixCache.release() throws when a slot is given back twice", () => {
  const { cache } = setUp({ slots: 1 });
  const slot = cache.acquire([1, 2]);
  cache.release(slot);
  assert.throws(() => cache.release(slot), /given back twice/);
});

Deno.test("PrefixCache.acquire() evicts the least recently used idle slot", () => {
  const { cache, complete } = setUp({ slots: 3 });
  const slots = [1, 2, 3].map((token) => complete(cache.acquire([token, token, token]), [token, token, token]));
  for (const slot of slots) cache.release(slot);
  cache.release(cache.acquire([1, 1, 1, 5, 6])); // uses the first again
  const other = cache.acquire([7, 7]);
  assert.equal(other.id, slots[1].id);
  assert.equal(cache.evictions, 1);
  assert.equal(sharedLength(cache, [2, 2, 2]), 0);
});

Deno.test("PrefixCache.acquire() throws when every slot is in use", () => {
  const { cache } = setUp({ slots: 1 });
  cache.acquire([1, 2]);
  assert.throws(() => cache.acquire([3, 4]), /none is free/);
});

Deno.test("PrefixCache.fork() copies all that a slot holds into the next one, or another; null where none is free", () => {
  const { memory, cache, complete } = setUp({ slots: 4 });
  const first = complete(cache.acquire([1, 2, 3]), [1, 2, 3, 4], 3);
  const other = cache.acquire([7, 7]);
  assert.equal(other.id, first.id + 1);
  const forks = [cache.fork(first)!, cache.fork(first)!];
  assert.deepEqual(forks.map(({ tokens, shareable, locked }) => ({ tokens, shareable, locked })), [
    { tokens: [1, 2, 3, 4], shareable: 3, locked: true },
    { tokens: [1, 2, 3, 4], shareable: 3, locked: true },
  ]);
  assert.equal(cache.fork(first), null);
  cache.release(other);
  assert.equal(cache.fork(first)!.id, other.id);
  assertAgree(cache, memory);
});

Deno.test("PrefixCache.acquire() finds a run of free slots", () => {
  const { cache } = setUp({ slots: 8 });
  const single = cache.acquire([1, 1]);
  const other = cache.acquire([2, 2], { run: 3 });
  assert.equal(other.id, single.id + 1);
  assert.equal(cache.fork(other)!.id, other.id + 1);
  cache.release(single);
  assert.equal(cache.acquire([3, 3], { run: 4 }).id, 3, "no run of four begins before");
});

Deno.test("PrefixCache shares nothing without sharing", () => {
  const { cache, complete } = setUp({ slots: 2, sharing: false });
  cache.release(complete(cache.acquire([1, 2, 3]), [1, 2, 3]));
  assert.deepEqual(cache.acquire([1, 2, 3, 4]).tokens, []);
});

Deno.test("PrefixCache.makeRoom() evicts idle slots until enough shared cells are free, and returns false when it cannot", () => {
  const { cache, complete } = setUp({ slots: 4, cells: 12 });
  const first = complete(cache.acquire([1, 1, 1, 1]), [1, 1, 1, 1]);
  const second = complete(cache.acquire([2, 2, 2, 2]), [2, 2, 2, 2]);
  cache.release(first);
  assert.equal(cache.availableCells, 8);
  assert.ok(cache.makeRoom(8));
  assert.equal(sharedLength(cache, [1, 1]), 0);
  assert.equal(cache.makeRoom(9), false);
  assert.equal(second.tokens.length, 4);
});

Deno.test("PrefixCache.makeRoom() lets idle slots hold as many cells as requests have held at once, or a few anyway", () => {
  for (const [idleCells, kept] of [[0, 4], [6, 6]]) {
    const { cache, complete } = setUp({ slots: 6, cells: 100, idleCells });
    const both = [[1, 1], [2, 2]].map((tokens) => complete(cache.acquire(tokens), tokens)); // 4 cells at once
    for (const slot of both) cache.release(slot);
    for (const tokens of [[3, 3], [4, 4], [5, 5]]) cache.release(complete(cache.acquire(tokens), tokens));
    assert.ok(cache.makeRoom(1));
    assert.equal(cache.usedCells, kept);
    assert.equal(sharedLength(cache, [5, 5]), 2, "the least recently used go first");
  }
});

Deno.test("PrefixCache agrees with its context after any sequence of requests, with own cells and with shared ones", () => {
  const tokens = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 12 });
  const action = fc.oneof(
    fc.record({ kind: fc.constant("acquire" as const), tokens, prompt: fc.integer({ min: 1, max: 12 }) }),
    fc.record({ kind: fc.constant("release" as const), index: fc.nat(5) }),
  );
  fc.assert(fc.property(fc.array(action, { maxLength: 60 }), fc.boolean(), (actions, shared) => {
    const cells = shared ? 60 : undefined;
    const { memory, cache, complete } = setUp({ slots: 5, cells });
    const locked: Slot[] = [];
    for (const step of actions) {
      if (step.kind === "release") {
        const [slot] = locked.splice(step.index % Math.max(1, locked.length), 1);
        if (slot !== undefined) cache.release(slot);
      } else if (locked.length < 5) {
        const promptTokens = Math.min(step.prompt, step.tokens.length);
        const best = sharedLength(cache, step.tokens);
        const slot = cache.acquire(step.tokens, { promptTokens });
        assert.equal(commonPrefix(slot.tokens, step.tokens), slot.tokens.length, "what a slot holds is a prefix");
        assert.ok(slot.tokens.length <= best && slot.tokens.length >= Math.min(best, step.tokens.length) - 2);
        locked.push(complete(slot, step.tokens, promptTokens));
      }
      assertAgree(cache, memory);
      assert.equal(cache.lockedSlots, locked.length);
      if (cells === undefined) {
        assert.equal(cache.usedCells, memory.sequences.flat().length);
      } else {
        assert.equal(cache.usedCells, memory.cellsOf(memory.sequences.map((_, sequence) => sequence)));
        assert.equal(cells - cache.availableCells, memory.cellsOf(locked.map((slot) => slot.id)));
      }
    }
  }));
});
