import assert from "node:assert/strict";
import { PolicyError } from "../../errors.ts";
import type { Candidate, Policy, ProposeRequest } from "../../policy.ts";
import type { Ppm } from "../../ppm.ts";
import type { Journal } from "../journal.ts";
import type { Observation, Verifier, VerifyOptions } from "../../verifier/verifier.ts";
import { type DriverOptions, grow, search } from "./search.ts";
import { type SearchEvent, type SearchResult, traceOf } from "./search_event.ts";
import { agreement, enough } from "../rules/stop.ts";
import { small } from "../testing/scripted_steps.ts";
import { replay, type TraceLine } from "../trace.ts";

/**
 * A policy of the tests: a question "n" is answered by a program of two steps; a seed decides between the right answer n and n+1.
 * What it was asked is kept.
 */
class FakePolicy implements Policy {
  readonly requests: ProposeRequest[] = [];
  readonly #step: (request: ProposeRequest, seed: number) => string;
  constructor(step: (request: ProposeRequest, seed: number) => string = answerOrNext) {
    this.#step = step;
  }
  async propose(request: ProposeRequest, { signal }: { signal?: AbortSignal } = {}): Promise<Candidate[]> {
    this.requests.push(request);
    await Promise.resolve();
    signal?.throwIfAborted();
    return request.seeds.map((seed) => {
      const text = this.#step(request, seed);
      return { text, finish: "stop", tokens: 5, logProbability: -1 };
    });
  }
}

function answerOrNext({ prefix }: ProposeRequest, seed: number): string {
  const output = /<output>(.*)<end_of_output>/.exec(prefix.solution)?.[1];
  if (output) return `<answer>The answer is \\boxed{${output}}.<end_of_answer>`;
  const n = Number(prefix.question) + seed % 2;
  return prefix.solution ? `\n\nprint(${n})\n<end_of_code>` : `<code>\nx = ${n}\n<end_of_step>`;
}

/** Prints what stands in `print(…)`; remembers the programs. */
class FakeVerifier implements Verifier {
  readonly programs: (readonly string[])[] = [];
  /** Those that no step is to follow. */
  readonly ended: (readonly string[])[] = [];
  run(steps: readonly string[], { last }: VerifyOptions = {}): Promise<Observation> {
    this.programs.push(steps);
    if (last) this.ended.push(steps);
    const output = /print\((.*)\)/.exec(steps.at(-1)!)?.[1] ?? "";
    return Promise.resolve({ status: "ok", output, cpuMs: 1 });
  }
  async [Symbol.asyncDispose](): Promise<void> {}
}

class MemoryJournal implements Journal {
  readonly #lines: TraceLine[] = [];
  get tells(): number {
    return this.#lines.filter(({ type }) => type === "tell").length;
  }
  append(line: TraceLine): void {
    this.#lines.push(line);
  }
  read(id: string): TraceLine[] {
    return this.#lines.filter(({ problem }) => (typeof problem === "string" ? problem : problem.id) === id);
  }
}

const fakePpm: Ppm = {
  score: (prefixes) => Promise.resolve(prefixes.map(({ solution }) => solution.includes("4)") ? 0.9 : -0.9)),
};

const options = (more: Partial<DriverOptions> = {}): DriverOptions => ({
  search: small({ candidates: 4, rollouts: 6 }),
  ...more,
});
async function results(events: AsyncIterable<SearchEvent>): Promise<SearchResult[]> {
  const done: SearchResult[] = [];
  for await (const event of events) {
    if (event.type === "done") done.push(event.result);
    if (event.type === "failed") throw event.error;
  }
  return done;
}

Deno.test("search() runs each candidate after its program and answers without a PPM", async () => {
  const [policy, verifier] = [new FakePolicy(), new FakeVerifier()];
  const [result] = await results(search([{ id: "p", question: "3" }], { policy, verifier }, options()));
  assert.ok(["3", "4"].includes(result.trajectory!.answer));
  assert.deepEqual(
    [result.usage.rollouts, result.stopped],
    [4, "exhausted"],
    "two first steps, two programs below each",
  );
  assert.equal(result.usage.tokens, policy.requests.reduce((sum, { seeds }) => sum + 5 * seeds.length, 0));
  assert.ok(verifier.programs.some((program) => program.length === 2 && program[0] === "\nx = 3\n"));
  assert.equal(
    new Set(verifier.programs.map((program) => program.join("|"))).size,
    verifier.programs.length,
    "duplicates dropped",
  );
  assert.deepEqual(verifier.ended, verifier.programs.filter((program) => program.length === 2));
});

Deno.test("search() lets the PPM choose", async () => {
  const ports = { policy: new FakePolicy(), verifier: new FakeVerifier(), ppm: fakePpm };
  const [result] = await results(search([{ id: "p", question: "3" }], ports, options()));
  assert.equal(result.answer, "4");
  assert.equal(result.trajectory!.ppm, 0.9);
});

Deno.test("search() leaves out the steps that are too long for the PPM, and them alone", async () => {
  const ppm: Ppm = {
    score: async (prefixes) => {
      if (prefixes.some(({ solution }) => solution.includes("x = 4"))) {
        throw new PolicyError("context_exceeded", "Cannot read the prefix as it is too long");
      }
      return await fakePpm.score(prefixes);
    },
  };
  const ports = { policy: new FakePolicy(), verifier: new FakeVerifier(), ppm };
  const [result] = await results(search([{ id: "p", question: "3" }], ports, options()));
  const first = result.trees[0].root.children.map(({ text }) => /x = (\d)/.exec(text)?.[1]);
  assert.deepEqual([first, result.answer !== null], [["3"], true]);
});

Deno.test("search() never reads a ground truth, and does not take one by its types", async () => {
  const labelled = {
    id: "p",
    question: "3",
    get answer(): string {
      throw new Error("the ground truth was read");
    },
  };
  const ports = { policy: new FakePolicy(), verifier: new FakeVerifier() };
  // @ts-expect-error: a labelled problem is no UnlabelledProblem
  await results(search([labelled], ports, options()));
});

Deno.test("grow() rewards by the ground truth", async () => {
  const ports = { policy: new FakePolicy(), verifier: new FakeVerifier() };
  const grade = (prediction: string, truth: string) => Promise.resolve(prediction === truth);
  const [result] = await results(grow([{ id: "p", question: "3", answer: "4" }], ports, { ...options(), grade }));
  const values = new Set(result.trajectories.map(({ answer, steps }) => `${answer} ${steps.at(-1)!.correct}`));
  assert.deepEqual([...values].sort(), ["3 false", "4 true"]);
});

Deno.test("search() gives the same tree alone and among others, and twice", async () => {
  const run = async (questions: string[]) => {
    const problems = questions.map((question) => ({ id: question, question }));
    const ports = { policy: new FakePolicy(), verifier: new FakeVerifier() };
    const lines: unknown[] = [];
    for await (const event of search(problems, ports, options({ seed: 9, trees: 2 }))) {
      lines.push(...traceOf(event).filter((line) => (line.type === "tree" ? line.problem.id : line.problem) === "7"));
    }
    return lines.map((line) => JSON.stringify(line)).sort();
  };
  const alone = await run(["7"]);
  assert.ok(alone.length > 10);
  assert.deepEqual(await run(["7"]), alone);
  assert.deepEqual(await run(["1", "2", "7", "3"]), alone);
});

Deno.test("traceOf() writes a trace that replays to the searched trees", async () => {
  const ports = { policy: new FakePolicy(), verifier: new FakeVerifier() };
  const lines: string[] = [];
  let trees: readonly { root: unknown }[] = [];
  for await (const event of search([{ id: "p", question: "3" }], ports, options({ trees: 2 }))) {
    lines.push(...traceOf(event).map((line) => JSON.stringify(line)));
    if (event.type === "done") trees = event.result.trees;
  }
  const replayed = replay(lines.map((line) => JSON.parse(line)));
  assert.deepEqual(replayed.map(({ tree }) => tree.root), trees.map(({ root }) => root));
});

Deno.test("grow() goes on from its journal wherever it was ended: the same trees, no expansion lost or done again", async () => {
  const problems = [{ id: "p", question: "3", answer: "4" }, { id: "q", question: "5", answer: "6" }];
  const grade = (prediction: string, truth: string) => Promise.resolve(prediction === truth);
  const asked: string[] = [];
  const run = async (journal: MemoryJournal, ends = Infinity): Promise<unknown[]> => {
    const policy = new FakePolicy();
    const abort = new AbortController();
    const growing = grow(problems, { policy, verifier: new FakeVerifier() }, {
      ...options({ concurrency: 2, firstTree: 3, seed: 9, journal, signal: abort.signal }),
      stop: enough({ correct: 3, wrong: 2 }),
      grade,
    });
    for await (const event of growing) if (event.type === "tell" && --ends === 0) abort.abort();
    asked.push(...policy.requests.map(({ prefix }) => prefix.question + prefix.solution));
    return problems.map(({ id }) => {
      const [{ tree, index }] = replay(journal.read(id));
      return [index, tree.root];
    });
  };
  const whole = await run(new MemoryJournal());
  const expansions = asked.length;
  for (let ends = 1; ends < expansions; ends++) {
    const journal = new MemoryJournal();
    await run(journal, ends);
    asked.length = 0;
    const kept = journal.tells;
    assert.deepEqual(await run(journal), whole, `ended after ${ends}`);
    assert.equal(kept + asked.length, expansions);
    asked.length = 0;
    assert.deepEqual(await run(journal), whole);
    assert.equal(asked.length, 0, "a finished search asks for nothing");
  }
});

Deno.test("search() stops by agreement and when time is over, with what it has", async () => {
  const run = async (more: Partial<DriverOptions>, policy: Policy = new FakePolicy()) => {
    const [result] = await results(
      search([{ id: "p", question: "3" }], { policy, verifier: new FakeVerifier() }, options(more)),
    );
    return result;
  };
  const agreed = await run({ stop: agreement({ votes: 1 }) });
  assert.deepEqual([agreed.stopped, agreed.trajectories.length], ["agreement", 1]);
  const never: Policy = {
    propose: (_, { signal } = {}) =>
      new Promise((_, reject) => signal!.addEventListener("abort", () => reject(signal!.reason))),
  };
  const late = await run({ seconds: 0.01 }, never);
  assert.deepEqual([late.stopped, late.answer], ["seconds", null]);
});

Deno.test("search() ends every problem with what it has when its signal aborts", async () => {
  const controller = new AbortController();
  const policy = new FakePolicy((request, seed) => {
    if (policy.requests.length === 6) controller.abort();
    return answerOrNext(request, seed);
  });
  const problems = ["1", "2", "3"].map((question) => ({ id: question, question }));
  const ports = { policy, verifier: new FakeVerifier() };
  const done = await results(search(problems, ports, options({ signal: controller.signal, concurrency: 1 })));
  assert.deepEqual(done.map(({ stopped }) => stopped), ["cancelled", "cancelled", "cancelled"]);
});

Deno.test("search() grows further trees, one by one, until one comes to an answer", async () => {
  let asked = 0;
  const policy = new FakePolicy((request, seed) => ++asked > 8 ? answerOrNext(request, seed) : "cut");
  const ports = { policy, verifier: new FakeVerifier() };
  const [failed] = await results(search([{ id: "p", question: "3" }], ports, options()));
  assert.deepEqual([failed.answer, failed.trees.length], [null, 1]);
  asked = 0;
  const [solved] = await results(search([{ id: "p", question: "3" }], ports, options({ retries: 5 })));
  assert.deepEqual(
    [solved.trajectory !== null, solved.trees.length],
    [true, 3],
    "4 candidates cut in each of two trees",
  );
});

Deno.test("search() fails the problem whose policy fails, and goes on with the others", async () => {
  const policy = new FakePolicy((request, seed) => {
    if (request.prefix.question === "2") {
      throw new PolicyError("context_exceeded", "Cannot read the problem as it is too long");
    }
    return answerOrNext(request, seed);
  });
  const problems = ["1", "2", "3"].map((question) => ({ id: question, question }));
  const ends: string[] = [];
  for await (const event of search(problems, { policy, verifier: new FakeVerifier() }, options({ trees: 2 }))) {
    if (event.type === "done") ends.push(`${event.result.problem.id} done`);
    if (event.type === "failed") ends.push(`${event.problem.id} ${(event.error as PolicyError).code}`);
  }
  assert.deepEqual(ends.sort(), ["1 done", "2 context_exceeded", "3 done"]);
});

Deno.test("search() takes a prefix that outgrew the context for a dead end", async () => {
  const policy = new FakePolicy((request, seed) => {
    if (request.prefix.solution) throw new PolicyError("context_exceeded", "Cannot read the prefix as it is too long");
    return answerOrNext(request, seed);
  });
  const [result] = await results(
    search([{ id: "p", question: "3" }], { policy, verifier: new FakeVerifier() }, options()),
  );
  assert.deepEqual([result.answer, result.stopped], [null, "exhausted"]);
});

Deno.test("search() ends its searches when the reader leaves, and takes no further problem", async () => {
  let aborted = false, taken = 0;
  const policy: Policy = {
    propose: (_, { signal } = {}) =>
      new Promise((_, reject) =>
        signal!.addEventListener("abort", () => {
          aborted = true;
          reject(signal!.reason);
        })
      ),
  };
  const problems = function* () {
    while (taken < 3) yield { id: `${taken++}`, question: "3" };
  };
  const ports = { policy, verifier: new FakeVerifier() };
  for await (const event of search(problems(), ports, options({ concurrency: 1 }))) {
    assert.equal(event.type, "tree");
    break;
  }
  assert.ok(aborted);
  assert.equal(taken, 1);
});

Deno.test("search() runs at most `concurrency` problems at once", async () => {
  let [now, most] = [0, 0];
  const policy: Policy = {
    async propose(request) {
      most = Math.max(most, ++now);
      await Promise.resolve();
      now--;
      return request.seeds.map((seed) => ({
        text: answerOrNext(request, seed),
        finish: "stop",
        tokens: 1,
        logProbability: -1,
      }));
    },
  };
  const problems = Array.from({ length: 20 }, (_, n) => ({ id: `${n}`, question: `${n}` }));
  await results(search(problems, { policy, verifier: new FakeVerifier() }, options({ concurrency: 3 })));
  assert.ok(most <= 3 && most > 1, `${most}`);
});

Deno.test("search() draws again, with other seeds, where no candidate is valid", async () => {
  const drawn: number[] = [];
  const policy = new FakePolicy((request, seed) => {
    drawn.push(seed);
    return drawn.length < 3 ? `<code>\nfail(${seed})\n<end_of_step>` : answerOrNext(request, 0);
  });
  const verifier: Verifier = {
    run: ([...steps]) => {
      const status = steps.at(-1)!.includes("fail") ? "error" : "ok";
      return Promise.resolve({ status, output: /print\((.*)\)/.exec(steps.at(-1)!)?.[1] ?? "", cpuMs: 1 });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const ports = { policy, verifier };
  const one = { candidates: 1, answerCandidates: 1, rollouts: 1, redraws: 3 };
  const [{ answer, guess, tree, usage }] = await results(
    search([{ id: "1", question: "4" }], ports, options({ search: small(one) })),
  );
  assert.deepEqual([answer ?? guess, usage.tokens], ["4", 5 * drawn.length]);
  assert.deepEqual(tree.root.children.map(({ invalid }) => invalid), ["code-error", "code-error", null]);
  assert.equal(new Set(drawn.slice(0, 3)).size, 3);

  const never = new FakePolicy((_, seed) => `<code>\nfail(${seed})\n<end_of_step>`);
  const [{ status, trees }] = await results(
    search([{ id: "1", question: "4" }], { ...ports, policy: never }, options({ search: small(one) })),
  );
  assert.deepEqual([status, trees[0].root.children.length, never.requests.length], ["unsolved", 4, 4]);
  const greedy = new FakePolicy(() => "<code>\nfail()\n<end_of_step>");
  await results(
    search(
      [{ id: "1", question: "4" }],
      { ...ports, policy: greedy },
      options({ search: small({ ...one, temperature: 0 }) }),
    ),
  );
  assert.equal(greedy.requests.length, 1, "the likeliest tokens are the same again");
  const unreadable = new FakePolicy((_, seed) => `Sure! ${seed}`);
  await results(
    search([{ id: "1", question: "4" }], { ...ports, policy: unreadable }, options({ search: small(one) })),
  );
  assert.equal(unreadable.requests.length, 1, "it would not write steps then either");
});

Deno.test("search() ends where none of the first steps can be read", async () => {
  const policy = new FakePolicy((_, seed) => `Sure! Let me think. ${seed}`);
  const ports = { policy, verifier: new FakeVerifier() };
  const chains = options({ search: small({ candidates: 1, rollouts: 1, redraws: 9 }), trees: 4 });
  const [{ status, stopped, usage }] = await results(search([{ id: "1", question: "4" }], ports, chains));
  assert.deepEqual([status, stopped], ["unsolved", "unreadable"]);
  assert.ok(usage.tokens > 0);
  const mixed = new FakePolicy((request, seed) => seed % 4 === 0 ? answerOrNext(request, 0) : `Sure! ${seed}`);
  const [{ stopped: other }] = await results(
    search([{ id: "1", question: "4" }], { ...ports, policy: mixed }, options()),
  );
  assert.notEqual(other, "unreadable");
});

Deno.test("search() grows more trees, as many at a time, while it is not sure of its answer", async () => {
  const one = small({ candidates: 1, answerCandidates: 1, rollouts: 1, choice: { rule: "majority" } });
  const grown = async (policy: Policy, confidence: number) => {
    const ports = { policy, verifier: new FakeVerifier() };
    const more = { trees: 7, confidence };
    const [{ trees }] = await results(
      search([{ id: "1", question: "4" }], ports, options({ search: one, trees: 2, more })),
    );
    return trees.length;
  };
  const sure = new FakePolicy((request) => answerOrNext(request, 0));
  const torn = new FakePolicy((request, seed) => answerOrNext(request, seed));
  assert.equal(await grown(sure, 0.7), 2, "two of two agree: 0.73 without fitted weights");
  assert.equal(await grown(sure, 0.8), 7);
  assert.ok(await grown(torn, 0.7) > 2);
});

Deno.test("search() takes the likeliest tokens in the first tree where asked to, and samples where they fail", async () => {
  const temperatures: number[] = [];
  const policy = new FakePolicy((request, seed) => {
    temperatures.push(request.temperature);
    return request.temperature === 0 && request.prefix.solution ? "\n\n???" : answerOrNext(request, seed);
  });
  const verifier: Verifier = {
    run: ([...steps]) => {
      const status = steps.at(-1)!.includes("???") ? "error" : "ok";
      return Promise.resolve({ status, output: /print\((.*)\)/.exec(steps.at(-1)!)?.[1] ?? "", cpuMs: 1 });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const one = small({ candidates: 1, answerCandidates: 1, rollouts: 1, redraws: 1, temperature: 0.5 });
  const [{ trees }] = await results(
    search([{ id: "1", question: "4" }], { policy, verifier }, options({ search: one, trees: 3, greedyFirst: true })),
  );
  assert.deepEqual(trees.map(({ init }) => init.options.temperature), [0, 0.5, 0.5]);
  assert.equal(temperatures.filter((temperature) => temperature === 0).length, 2);
});
