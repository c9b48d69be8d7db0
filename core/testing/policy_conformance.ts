/**
 * What every {@linkcode Policy} must do; an implementation passes by a few lines: `policyConformance({ name, newPolicy })`.
 *
 * Nothing here depends on a model's text: stop strings are taken from what it generated before.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Candidate, Policy, ProposeRequest } from "../policy.ts";

/** A policy under test, with whatever must be closed after it. */
export interface PolicyUnderTest extends AsyncDisposable {
  /** Works until this object is disposed. */
  readonly policy: Policy;
}

/** Options of {@linkcode policyConformance}. */
export interface PolicyConformanceOptions {
  /** What the names of the tests begin with. */
  readonly name: string;
  /** Makes a policy whose context holds the prompt and at least 40 tokens more. */
  readonly newPolicy: () => Promise<PolicyUnderTest>;
}

const QUESTION = "Let f(x) = 3*x + 2. What is f(4)?";

function requestOf(rest: Partial<ProposeRequest> = {}): ProposeRequest {
  return {
    prefix: { question: QUESTION, solution: "" },
    seeds: [11, 12, 13, 14],
    temperature: 1,
    stop: [],
    maxTokens: 32,
    ...rest,
  };
}

/** Registers the tests of a policy. */
export function policyConformance({ name, newPolicy }: PolicyConformanceOptions): void {
  const test = (what: string, run: (policy: Policy) => Promise<void>): void =>
    Deno.test(`${name}.propose() ${what}`, async () => {
      await using underTest = await newPolicy();
      await run(underTest.policy);
    });

  test("gives one candidate a seed, in their order", async (policy) => {
    const seeds = [5, 3, 9, 1];
    const together = await policy.propose(requestOf({ seeds }));
    assert.equal(together.length, seeds.length);
    for (const [i, seed] of seeds.entries()) {
      assert.deepEqual(await policy.propose(requestOf({ seeds: [seed] })), [together[i]], `seed ${seed}`);
    }
    assert.ok(new Set(together.map(({ text }) => text)).size > 1, "seeds make a difference");
  });

  test("gives the same candidate for the same seed, twice in one request too", async (policy) => {
    const [first, second] = await policy.propose(requestOf({ seeds: [7, 7] }));
    assert.deepEqual(first, second);
    assert.deepEqual(await policy.propose(requestOf({ seeds: [7, 7] })), [first, second]);
  });

  test("takes no seeds as no candidates", async (policy) => {
    assert.deepEqual(await policy.propose(requestOf({ seeds: [] })), []);
  });

  test("ends a candidate right after the first stop string, which stays", async (policy) => {
    const [free] = await policy.propose(requestOf({ seeds: [3], maxTokens: 40 }));
    const stop = firstPlainPiece(free.text);
    const [stopped] = await policy.propose(
      requestOf({ seeds: [3], maxTokens: 40, stop: ["\u2603 never \u2603", stop] }),
    );
    assert.equal(stopped.text, free.text.slice(0, free.text.indexOf(stop) + stop.length));
    assert.equal(stopped.finish, "stop");
    assert.ok(stopped.tokens <= free.tokens);
  });

  test("cuts a candidate at maxTokens", async (policy) => {
    const long = await policy.propose(requestOf({ maxTokens: 40 }));
    for (const maxTokens of [1, 5]) {
      for (const [i, short] of (await policy.propose(requestOf({ maxTokens }))).entries()) {
        assert.ok(short.tokens <= maxTokens && long[i].text.startsWith(short.text));
        if (long[i].tokens > maxTokens) assert.deepEqual([short.tokens, short.finish], [maxTokens, "length"]);
      }
    }
  });

  test("takes the likeliest token at temperature 0, whatever the seed", async (policy) => {
    const [first, ...others] = await policy.propose(requestOf({ temperature: 0 }));
    for (const other of others) assert.deepEqual(other, first);
    const [narrow] = await policy.propose(requestOf({ topK: 1, seeds: [99] }));
    assert.equal(narrow.text, first.text, "topK 1 is the same");
  });

  test("gives a log-probability that is finite, not positive, and lower the longer the text", async (policy) => {
    const short = await policy.propose(requestOf({ maxTokens: 4 }));
    const long = await policy.propose(requestOf({ maxTokens: 24 }));
    for (const [i, { logProbability, tokens }] of long.entries()) {
      assert.ok(Number.isFinite(logProbability) && logProbability <= 0, `${logProbability}`);
      if (tokens > short[i].tokens) assert.ok(logProbability < short[i].logProbability);
    }
  });

  test("reads the solution so far", async (policy) => {
    const solution = "<code>\n# Step 1: add\nx = 3 + 4\n<end_of_step>";
    const deeper = await policy.propose(requestOf({ prefix: { question: QUESTION, solution } }));
    assert.notDeepEqual(deeper, await policy.propose(requestOf()));
  });

  test("does not mix calls that run at the same time", async (policy) => {
    const requests = Array.from({ length: 12 }, (_, i) =>
      requestOf({
        prefix: { question: `${QUESTION} And what is ${i} + ${i}?`, solution: "" },
        seeds: [i, i + 1],
        maxTokens: 8 + i,
      }));
    const alone: Candidate[][] = [];
    for (const request of requests) alone.push(await policy.propose(request));
    assert.deepEqual(await Promise.all(requests.map((request) => policy.propose(request))), alone);
  });

  test("ends with AbortError when its signal aborts, and serves the next call", async (policy) => {
    await assert.rejects(policy.propose(requestOf(), { signal: AbortSignal.abort() }), { name: "AbortError" });
    const expected = await policy.propose(requestOf());
    const abort = new AbortController();
    const aborted = policy.propose(requestOf({ maxTokens: 400 }), { signal: abort.signal });
    const stays = policy.propose(requestOf());
    abort.abort();
    await assert.rejects(aborted, { name: "AbortError" });
    assert.deepEqual(await stays, expected);
  });

  test("throws a PolicyError of one sentence when the prompt is longer than the context", async (policy) => {
    const solution = "x = 1\n".repeat(200_000);
    await assert.rejects(policy.propose(requestOf({ prefix: { question: QUESTION, solution } })), {
      name: "PolicyError",
      code: "context_exceeded",
      message: /^[^\n]+$/,
    });
  });
}

/** Two characters of a text, as late as some text is left behind them, without those that stand for broken UTF-8. */
function firstPlainPiece(text: string): string {
  for (let i = Math.floor(text.length / 3); i + 2 < text.length; i++) {
    const piece = text.slice(i, i + 2);
    if (/^[\x20-\x7e]{1,2}$/.test(piece)) return piece;
  }
  throw new assert.AssertionError({ message: `the policy says nothing printable: ${JSON.stringify(text)}` });
}
