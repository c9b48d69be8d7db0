import assert from "node:assert/strict";
import fc from "fast-check";
import {
  commonPrefix,
  PATIENCE,
  planRunning,
  planTokens,
  type QueueState,
  type RunningSequence,
} from "./decode_plan.ts";

const idle = { waiting: [], running: [], idle: [], room: 4, freeCells: Infinity, batchTokens: 16 };
const range = (length: number, from = 0): number[] => Array.from({ length }, (_, i) => from + i);

/** A sequence of which `computed` tokens are in the cache; its prompt is all of it but `generated` tokens. */
function running(id: number, length: number, computed: number, generated = 0): RunningSequence {
  const promptTokens = length - generated;
  return { id, tokens: range(length, id * 1000), promptTokens, shareable: promptTokens, computed };
}

Deno.test("commonPrefix() counts the tokens two lists start with alike", () => {
  assert.equal(commonPrefix([1, 2, 3], [1, 2, 4]), 2);
  assert.equal(commonPrefix([1, 2], [1, 2, 4]), 2);
  assert.equal(commonPrefix([], [1]), 0);
});

Deno.test("planRunning() and planTokens() plan nothing when there is nothing to do", () => {
  assert.deepEqual(planRunning(idle), { preempt: [], admit: [], shares: [] });
  assert.deepEqual(planTokens([], idle), []);
});

Deno.test("planTokens() gives generating sequences their token before prompts get the rest of the budget", () => {
  const shares = planTokens([running(0, 100, 0), running(1, 11, 10, 1), running(2, 31, 30, 1)], idle);
  assert.deepEqual(shares, [{ id: 1, tokens: 1 }, { id: 2, tokens: 1 }, { id: 0, tokens: 14 }]);
});

Deno.test("planTokens() keeps room for a prompt when the generating sequences fill the batch", () => {
  const generating = range(20).map((i) => running(i + 1, 11, 10, 1));
  const shares = planTokens([running(0, 100, 0), ...generating], idle);
  assert.deepEqual(shares.at(-1), { id: 0, tokens: 4 });
  assert.equal(shares.length, 13);
});

Deno.test("planTokens() never computes a prompt by a single token", () => {
  fc.assert(fc.property(
    fc.integer({ min: 2, max: 60 }),
    fc.integer({ min: 4, max: 20 }),
    fc.integer({ min: 0, max: 30 }),
    (length, batchTokens, others) => {
      const generating = range(others).map((i) => running(i + 1, 11, 10, 1));
      let computed = 0;
      for (let step = 0; computed < length; step++) {
        assert.ok(step < 60, "the prompt does not end");
        const shares = planTokens([running(0, length, computed), ...generating], { ...idle, batchTokens });
        const tokens = shares.find((share) => share.id === 0)?.tokens ?? 0;
        assert.notEqual(tokens, 1);
        computed += tokens;
      }
      assert.equal(computed, length);
    },
  ));
});

Deno.test("planTokens() stops a prompt's share where the generated tokens begin", () => {
  assert.deepEqual(planTokens([running(0, 11, 0, 1)], idle), [{ id: 0, tokens: 10 }]);
});

Deno.test("planRunning() admits the oldest first and no more than there is room for", () => {
  const waiting = [5, 3, 9].map((id) => running(id, 10, 0));
  assert.deepEqual(planRunning({ ...idle, waiting, room: 2 }).admit, [3, 5]);
  assert.deepEqual(planRunning({ ...idle, waiting, room: 0 }).admit, []);
});

Deno.test("planRunning() counts an admitted sequence as all those that it is expected to become", () => {
  const waiting = [1, 2, 3, 4].map((id) => ({ ...running(id, 10, 0), expectedSequences: 3.5 }));
  assert.deepEqual(planRunning({ ...idle, waiting, room: 8 }).admit, [1, 2, 3], "one place was left for the third");
  assert.deepEqual(planRunning({ ...idle, waiting, room: 7.5 }).admit, [1, 2]);
  assert.deepEqual(planRunning({ ...idle, waiting, room: 1 }).admit, [1]);
});

Deno.test("planRunning() first admits sequences with half of their tokens in the cache, but lets none wait for ever", () => {
  const waiting = [1, 2, 3].map((id) => running(id, 10, 0));
  const cached = [range(6, 3000), range(4, 2000)];
  assert.deepEqual(planRunning({ ...idle, waiting, idle: cached, room: 2 }).admit, [3, 1]);
  assert.deepEqual(planRunning({ ...idle, waiting, idle: cached, room: 2, sharing: false }).admit, [1, 2]);
  const young = running(3 + PATIENCE, 10, 0);
  assert.deepEqual(planRunning({ ...idle, waiting: [...waiting, young], idle: cached, room: 2 }).admit, [1, 2]);
});

Deno.test("planRunning() lets a sequence wait while a running one computes a prefix that both share", () => {
  const tokens = range(50);
  const sequence = (id: number, computed: number) => ({ id, tokens, promptTokens: 50, shareable: 50, computed });
  const state = { ...idle, waiting: [sequence(1, 0), sequence(2, 0)] };
  assert.deepEqual(planRunning(state).admit, [1], "of two equal ones the first computes");
  assert.deepEqual(planRunning({ ...state, running: [sequence(0, 10)] }).admit, []);
  assert.deepEqual(planRunning({ ...state, running: [sequence(0, 40)] }).admit, [1, 2], "little is left to wait for");
  assert.deepEqual(
    planRunning({ ...state, running: [sequence(0, 10)], idle: [range(45)] }).admit,
    [1, 2],
    "it is cached",
  );
  assert.deepEqual(planRunning({ ...state, running: [sequence(0, 10)], sharing: false }).admit, [1, 2]);
});

Deno.test("planRunning() admits no prompt that finds too few cells, but always the first when nothing runs", () => {
  const waiting = [running(1, 100, 0)];
  assert.deepEqual(planRunning({ ...idle, waiting, running: [running(0, 20, 10, 1)], freeCells: 90 }).admit, []);
  assert.deepEqual(planRunning({ ...idle, waiting, running: [running(0, 20, 19, 1)], freeCells: 200 }).admit, [1]);
  assert.deepEqual(planRunning({ ...idle, waiting, freeCells: 101 }).admit, [1]);
});

Deno.test("planRunning() preempts the youngest when no cell is left, never the only one", () => {
  const two = [running(0, 20, 19, 1), running(1, 20, 19, 1)];
  assert.deepEqual(planRunning({ ...idle, running: two, freeCells: 0 }).preempt, [1]);
  assert.deepEqual(planRunning({ ...idle, running: two.slice(0, 1), freeCells: 0 }).preempt, []);
});

Deno.test("planRunning() and planTokens() finish every request, the oldest proceeding in each step, however few slots and cells there are", () => {
  const request = fc.record({ prompt: fc.integer({ min: 1, max: 40 }), generate: fc.integer({ min: 0, max: 12 }) });
  fc.assert(fc.property(
    fc.array(request, { minLength: 1, maxLength: 25 }),
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 4, max: 32 }),
    fc.oneof(fc.constant(Infinity), fc.integer({ min: 60, max: 150 })),
    (requests, slots, batchTokens, cells) => {
      simulate(requests, { slots, batchTokens, cells });
    },
  ));
});

/** Runs requests to their end without sharing prefixes. */
function simulate(
  requests: readonly { prompt: number; generate: number }[],
  limits: { slots: number; batchTokens: number; cells: number },
): void {
  const all = requests.map(({ prompt, generate }, id) => ({
    id,
    tokens: range(prompt, id * 1000),
    promptTokens: prompt,
    shareable: prompt,
    computed: 0,
    left: generate,
    slot: false,
  }));
  let unfinished = all;
  for (let step = 0; unfinished.length > 0; step++) {
    assert.ok(step < 5000, "requests do not end");
    const active = unfinished.filter((sequence) => sequence.slot);
    const used = active.reduce((sum, sequence) => sum + sequence.computed, 0);
    const state: QueueState = {
      waiting: unfinished.filter((sequence) => !sequence.slot),
      running: active,
      idle: [],
      room: limits.slots - active.length,
      freeCells: limits.cells - used,
      batchTokens: limits.batchTokens,
    };
    const { preempt, admit, shares: unchanged } = planRunning(state);
    assert.ok(active.length + admit.length <= limits.slots);
    for (const id of admit) all[id].slot = true;
    for (const id of preempt) [all[id].slot, all[id].computed] = [false, 0];
    const running = unfinished.filter((sequence) => sequence.slot);
    const freeCells = limits.cells - running.reduce((sum, sequence) => sum + sequence.computed, 0);
    const shares = planTokens(running, { ...limits, freeCells });
    if (preempt.length + admit.length === 0) assert.deepEqual(shares, unchanged);
    const total = shares.reduce((sum, share) => sum + share.tokens, 0);
    assert.ok(total <= limits.batchTokens && total <= freeCells, `step of ${total} tokens`);
    assert.ok(shares.length + preempt.length > 0, "a step computes nothing");
    if (running.length > 0 && freeCells >= 4) {
      assert.ok(shares.some((share) => share.id === Math.min(...running.map(({ id }) => id))), "the oldest proceeds");
    }
    for (const { id, tokens } of shares) {
      const sequence = all[id];
      sequence.computed += tokens;
      assert.ok(sequence.computed <= sequence.tokens.length);
      if (sequence.computed < sequence.tokens.length) continue;
      if (sequence.left-- > 0) sequence.tokens.push(0);
      else unfinished = unfinished.filter((other) => other !== sequence);
    }
  }
}
