import assert from "node:assert/strict";
import type { Policy } from "../../policy.ts";
import { SqliteStore } from "@rstar/store";
import type { Verifier } from "../../verifier/verifier.ts";
import { grownProblem, type RoundSearchOptions, searchRound } from "./round_search.ts";

/** Answers "easy" problems always right, the others where the seed is a multiple of 7. */
const policy: Policy = {
  propose: ({ prefix: { question, solution }, seeds }) =>
    Promise.resolve(seeds.map((seed) => {
      const right = question === "easy" || seed % 7 === 0;
      const text = solution === ""
        ? `<code>\nprint(${right ? "right" : seed % 3})\n<end_of_code>`
        : `<answer>\\boxed{${/<output>(.*)<end/.exec(solution)![1]}}<end_of_answer>`;
      return { text, finish: "stop" as const, tokens: 4, logProbability: -1 };
    })),
};
const verifier: Verifier = {
  run: (steps) => Promise.resolve({ status: "ok", output: /print\((.*)\)/.exec(steps.at(-1)!)![1], cpuMs: 1 }),
  async [Symbol.asyncDispose]() {},
};
const PROBLEMS = ["easy", ...Array.from({ length: 12 }, (_, i) => `hard ${i}`)]
  .map((question) => ({ id: question, question, answer: "right" }));

function optionsOf(store: SqliteStore, more: Partial<RoundSearchOptions> = {}): RoundSearchOptions {
  return {
    recipe: { search: { candidates: 1, answerCandidates: 1, rollouts: 1 } },
    passes: [{ problems: "all", trees: 1, search: {} }, { problems: "unsolved", trees: 2, search: { candidates: 2 } }],
    seed: 5,
    journal: store.journal(1),
    ports: { policy, verifier },
    grade: (prediction, truth) => Promise.resolve(prediction === truth),
    concurrency: 4,
    signal: new AbortController().signal,
    ...more,
  };
}

async function drain(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of events);
}

Deno.test("searchRound() gives a second pass to the unsolved problems alone, with trees of their own seeds", async () => {
  using store = new SqliteStore(":memory:");
  const options = optionsOf(store);
  await drain(searchRound(PROBLEMS, options));
  const grown = PROBLEMS.map((problem) => grownProblem(problem, [options.journal]).trees);
  const solvedFirst = grown.map(([tree]) => tree.found.some(({ correct }) => correct));
  assert.ok(solvedFirst[0] && solvedFirst.includes(false));
  for (const [i, trees] of grown.entries()) {
    assert.equal(trees.length, solvedFirst[i] ? 1 : 3);
    const inits = options.journal.read(PROBLEMS[i].id).flatMap((line) => line.type === "tree" ? [line.init] : []);
    assert.equal(new Set(inits.map((init) => init.seed)).size, trees.length);
    assert.deepEqual(inits.map((init) => init.options.candidates), [1, 2, 2].slice(0, trees.length));
  }
});

Deno.test("searchRound() ends a tree once it has enough answers: the recipe's number, or the pass's own", async () => {
  using store = new SqliteStore(":memory:");
  const rightInManyWays: Policy = {
    propose: async (request) =>
      (await policy.propose(request)).map((candidate, i) => ({
        ...candidate,
        text: candidate.text.replace("<code>", `<code>\n# way ${i}`),
      })),
  };
  const search = { candidates: 8, answerCandidates: 1, rollouts: 8 };
  const pass = { problems: "all", trees: 1, search: {} } as const;
  const options = optionsOf(store, {
    recipe: { search, enough: { correct: 1, wrong: 0 } },
    passes: [pass, { ...pass, enough: { correct: 4, wrong: 0 } }],
    ports: { policy: rightInManyWays, verifier },
  });
  const stopped: unknown[] = [];
  for await (const event of searchRound(PROBLEMS.slice(0, 1), options)) {
    if (event.type === "done") stopped.push([event.result.stopped, event.result.trajectories.length]);
  }
  assert.deepEqual(stopped, [["enough", 1], ["enough", 4]]);
});

Deno.test("searchRound() resumes where it was stopped, and grows the same trees", async () => {
  using whole = new SqliteStore(":memory:");
  await drain(searchRound(PROBLEMS, optionsOf(whole)));
  using halves = new SqliteStore(":memory:");
  for (let ends = 3; ends < 60; ends += 7) {
    const abort = new AbortController();
    const interrupted = async () => {
      let tells = 0;
      for await (const { type } of searchRound(PROBLEMS, optionsOf(halves, { signal: abort.signal }))) {
        if (type === "tell" && ++tells === ends) abort.abort();
      }
    };
    await interrupted().catch((error) => assert.equal(error.name, "AbortError"));
  }
  await drain(searchRound(PROBLEMS, optionsOf(halves)));
  for (const { id } of PROBLEMS) assert.deepEqual(halves.journal(1).read(id), whole.journal(1).read(id));
});

Deno.test("searchRound() leaves a problem that failed out of the later passes, so that the next call grows the same trees", async () => {
  using whole = new SqliteStore(":memory:");
  await drain(searchRound(PROBLEMS, optionsOf(whole)));
  using retried = new SqliteStore(":memory:");
  let failures = 1;
  const flaky: Policy = {
    propose: (request) =>
      request.prefix.question === "easy" && failures-- > 0
        ? Promise.reject(new Error("the engine is gone"))
        : policy.propose(request),
  };
  const failed: string[] = [];
  for await (const event of searchRound(PROBLEMS, optionsOf(retried, { ports: { policy: flaky, verifier } }))) {
    if (event.type === "failed") failed.push(event.problem.id);
  }
  assert.deepEqual(failed, ["easy"]);
  await drain(searchRound(PROBLEMS, optionsOf(retried)));
  for (const { id } of PROBLEMS) assert.deepEqual(retried.journal(1).read(id), whole.journal(1).read(id));
});
