import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { RstarError } from "@rstar/core";
import type { SolveEvent } from "./solve_event.ts";
import { endlessPorts, SUM, TestServer } from "../testing/running_server.ts";

const LONG = { question: "What is 1234 + 4?", rollouts: 1000 };

Deno.test("SolveService runs as many as it may, in the order they came; the others wait", async () => {
  using server = new TestServer({ proposalMs: 3, concurrency: 2 });
  const ended: number[] = [];
  const solves = [10, 11, 12, 13, 14].map((a, index) => {
    const { ended: record } = server.service.submit({ question: `What is ${a} + 4?` });
    return record.then(({ result }) => {
      ended.push(index);
      return result!.answer;
    });
  });
  assert.deepEqual([server.service.running, server.service.waiting], [2, 3]);
  assert.deepEqual(await Promise.all(solves), ["14", "15", "16", "17", "18"]);
  assert.deepEqual(ended.toSorted(), [0, 1, 2, 3, 4]);
  assert.ok(Math.max(ended[0], ended[1]) < 4, `the last came first: ${ended}`);
  assert.deepEqual([server.service.running, server.service.waiting], [0, 0]);
});

Deno.test("SolveService refuses more searches than may wait, and says when to try again", async () => {
  using server = new TestServer({ proposalMs: 3, concurrency: 1, queue: 1 });
  const first = server.service.submit(LONG);
  const second = server.service.submit(LONG);
  const response = await server.fetch("/v1/solve", { body: { question: SUM } });
  assert.equal(response.status, 429);
  assert.match(response.headers.get("retry-after")!, /^[1-9]\d*$/);
  const { error } = await response.json();
  assert.deepEqual([error.type, error.code], ["rate_limit_error", "queue_full"]);
  for (const { id } of [second, first]) assert.ok(server.service.cancel(id));
  assert.deepEqual([(await second.ended).result, (await first.ended).status], [null, "cancelled"]);
  assert.equal(server.store.list({ limit: 9 }).length, 2); // what was refused is not kept
});

Deno.test("SolveService.cancel() is false for what has ended", async () => {
  using server = new TestServer();
  const { id, ended } = server.service.submit({ question: SUM });
  await ended;
  assert.equal(server.service.cancel(id), false);
  assert.equal(server.store.get(id)!.status, "done");
});

Deno.test("SolveService.submit() does not begin where its signal has aborted", async () => {
  using server = new TestServer();
  const { ended } = server.service.submit({ question: SUM }, { signal: AbortSignal.abort() });
  assert.equal((await ended).status, "cancelled");
});

Deno.test("SolveService.drain() waits for searches, accepts none, and cancels them when its signal aborts", async () => {
  using server = new TestServer({ proposalMs: 3, concurrency: 1 });
  const short = server.service.submit({ question: SUM });
  const drained = server.service.drain();
  assert.throws(() => server.service.submit({ question: SUM }), { code: "loading" });
  await drained;
  assert.equal((await short.ended).status, "done");

  using other = new TestServer({ proposalMs: 3, concurrency: 1 });
  const [running, waiting] = [other.service.submit(LONG), other.service.submit(LONG)];
  await other.service.drain(AbortSignal.timeout(20));
  assert.deepEqual([(await running.ended).status, (await waiting.ended).status], ["cancelled", "cancelled"]);
});

Deno.test("SolveService hands each search its own events alone", async () => {
  using server = new TestServer({ proposalMs: 1 });
  const questions = Array.from({ length: 20 }, (_, index) => `What is ${10 + index} + 4?`);
  await Promise.all(questions.map(async (question, index) => {
    const events: SolveEvent[] = [];
    const { id, ended } = server.service.submit({ question }, { onEvent: (event) => events.push(event) });
    const { result } = await ended;
    assert.equal(result!.answer, String(14 + index));
    for (const event of events) {
      if (event.type === "queued") assert.equal(event.id, id);
      if (event.type === "trace" && event.line.type === "tree") assert.equal(event.line.problem.question, question);
      if (event.type === "trace" && event.line.type === "tell") assert.equal(event.line.problem, id);
      if (event.type === "end") assert.equal(event.record.id, id);
    }
    assert.deepEqual(events.filter(({ type }) => type === "end").length, 1);
  }));
});

Deno.test("SolveService reports a defect to its owner, and hides it from the client", async () => {
  const defects: unknown[] = [];
  const broken = new Error("a secret path");
  using server = new TestServer({
    onDefect: (error) => defects.push(error),
    ports: {
      policy: { propose: () => Promise.reject(broken) },
      verifier: { run: () => Promise.reject(broken), async [Symbol.asyncDispose]() {} },
    },
  });
  const response = await server.fetch("/v1/solve", { body: { question: SUM } });
  assert.equal(response.status, 500);
  assert.doesNotMatch(await response.text(), /secret/);
  assert.deepEqual(defects, [broken]);
  await delay(0);
});

/** A server whose store has no room for the search of `question`, nor from then on for how any search ends. */
function onFullDisk(method: "append" | "update", question: string): TestServer & { readonly defects: unknown[] } {
  const defects: unknown[] = [];
  const server = new TestServer({ proposalMs: 1, onDefect: (error) => defects.push(error) });
  const { store } = server;
  const write = store[method].bind(store) as (id: string, ...rest: unknown[]) => void;
  store[method] = (id: string, ...rest: unknown[]) => {
    const isMet = store.get(id)!.request.question === question;
    if (isMet) throw new RstarError("storage_failed", "Cannot use the store as database or disk is full");
    write(id, ...rest);
  };
  return Object.assign(server, { defects });
}

for (const method of ["append", "update"] as const) {
  Deno.test(`a full disk costs the search that meets it at ${method} one clear error, and no other search`, async () => {
    using server = onFullDisk(method, SUM);
    const other = server.service.submit({ question: "What is 30 + 4?" });
    const response = await server.fetch("/v1/solve", { body: { question: SUM } });
    const { error } = await response.json();
    assert.deepEqual([response.status, error.code, error.type], [507, "storage_failed", "server_error"]);
    assert.match(error.message, /^Cannot use the store as database or disk is full$/);
    assert.equal((await other.ended).result?.answer, "34");
    assert.deepEqual([server.service.running, server.defects], [0, []]);
  });
}

Deno.test("a search that cannot be added to the store is refused, and takes no place", async () => {
  using server = new TestServer();
  server.store.add = () => {
    throw new RstarError("storage_failed", "Cannot use the store as database or disk is full");
  };
  for (const body of [{ question: SUM }, { question: SUM, stream: true }]) {
    assert.equal((await server.fetch("/v1/solve", { body })).status, 507);
  }
  assert.deepEqual([server.service.running, server.service.waiting], [0, 0]);
});

/** What a hung engine answers: nothing, until `signal` aborts. */
function never<Value>(signal?: AbortSignal): Promise<Value> {
  return new Promise<Value>((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason));
  });
}

Deno.test("a search ends within its budget where the engine hangs, and frees its place when its client leaves", async () => {
  const { verifier } = endlessPorts({ proposalMs: 1 });
  using server = new TestServer({
    ports: { policy: { propose: (_, { signal } = {}) => never(signal) }, verifier },
    countTokens: (_, { signal }) => never(signal),
    check: () => never(),
    concurrency: 1,
  });
  const started = performance.now();
  const response = await server.fetch("/v1/solve", { body: { question: SUM, budgets: { seconds: 0.1 } } });
  assert.deepEqual([response.status, (await response.json()).error.code], [503, "engine_failed"]);
  const leaving = new AbortController();
  const { ended } = server.service.submit({ question: SUM }, { signal: leaving.signal });
  leaving.abort();
  assert.equal((await ended).status, "cancelled");
  assert.equal(server.service.running, 0);
  const health = await server.fetch("/health");
  assert.deepEqual([health.status, (await health.json()).error.message], [
    503,
    "Cannot search now as the engine has not answered in 2 s",
  ]);
  assert.ok(performance.now() - started < 20_000);
});

Deno.test("checkQuestion() lets a question pass where the engine does not say in time whether it fits", async () => {
  using server = new TestServer({ countTokens: (_, { signal }) => never(signal) });
  await server.service.checkQuestion({ question: SUM }, AbortSignal.timeout(10));
});

Deno.test("the tokens of a prompt are counted once a request, whatever it asks for", async () => {
  let counts = 0;
  using server = new TestServer({ countTokens: (question) => Promise.resolve(++counts * 100 + question.length) });
  const messages = [{ role: "user", content: SUM }];
  for (
    const [path, body] of [
      ["/v1/solve", { question: SUM }],
      ["/v1/solve", { question: SUM, stream: true }],
      ["/v1/chat/completions", { model: "sums", messages }],
      ["/v1/chat/completions", { model: "sums", messages, stream: true, stream_options: { include_usage: true } }],
      ["/v1/completions", { model: "sums", prompt: SUM }],
    ] as const
  ) {
    counts = 0;
    const text = await (await server.fetch(path, { body })).text();
    assert.equal(counts, 1, `${path} ${JSON.stringify(body)}`);
    assert.match(text, new RegExp(`"prompt_?[tT]okens":${100 + SUM.length}\\b`));
  }
});
