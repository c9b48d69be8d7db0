import assert from "node:assert/strict";
import { replay, type TraceLine } from "@rstar/core/search";
import type { SolveRecord } from "../solve/solve_record.ts";
import { eventsOf, SUM, TestServer } from "../testing/running_server.ts";

Deno.test("POST /v1/solve answers with the answer as a string, its steps and what it took", async () => {
  using server = new TestServer();
  const response = await server.fetch("/v1/solve", { body: { question: SUM } });
  const { status, result, error, request } = await response.json() as SolveRecord;
  assert.deepEqual([response.status, status, error], [200, "done", null]);
  assert.equal(result!.answer, "21");
  assert.ok(result!.usage.tokens > 0 && result!.usage.rollouts > 0 && result!.votes > 0);
  assert.equal(result!.steps.length, 3);
  assert.equal(request.question, SUM);
});

Deno.test("POST /v1/solve streams the search: its trace replays to the trees, the record comes last", async () => {
  using server = new TestServer();
  const response = await server.fetch("/v1/solve", { body: { question: SUM, stream: true } });
  assert.match(response.headers.get("content-type")!, /^text\/event-stream/);
  const events = await eventsOf(response);
  assert.equal(events[0].event, "queued");
  assert.deepEqual(new Set(events.slice(1, -1).map(({ event }) => event)), new Set(["trace", "progress"]));
  const last = events.at(-1)!;
  const record = last.data as SolveRecord;
  assert.deepEqual([last.event, record.status, record.result!.answer], ["end", "done", "21"]);
  const [{ tree }] = replay(events.filter(({ event }) => event === "trace").map(({ data }) => data as TraceLine));
  assert.deepEqual([tree.rollouts, tree.tokens], [record.result!.usage.rollouts, record.result!.usage.tokens]);
});

Deno.test("POST /v1/solve takes its options over the model's own", async () => {
  using server = new TestServer();
  const body = {
    question: SUM,
    rollouts: 1,
    candidates: 1,
    trees: 2,
    seed: 5,
    temperature: 0.5,
    depth: 9,
    preset: "msft",
  };
  const { id } = await (await server.fetch("/v1/solve", { body })).json() as SolveRecord;
  const trees = replay(server.store.trace(id));
  assert.equal(trees.length, 2);
  const { rollouts, candidates, temperature, maxDepth, choice } = trees[0].tree.init.options;
  assert.deepEqual({ rollouts, candidates, temperature, maxDepth, choice }, {
    rollouts: 1,
    candidates: 1,
    temperature: 0.5,
    maxDepth: 9,
    choice: { rule: "top-majority", count: 4 },
  });
});

for (
  const [what, body, param] of [
    ["no question", {}, "question"],
    ["an empty question", { question: "  " }, "question"],
    ["a question that is no text", { question: 7 }, "question"],
    ["an unknown field", { question: SUM, rolouts: 3 }, "rolouts"],
    ["no rollouts", { question: SUM, rollouts: 0 }, "rollouts"],
    ["a budget of another kind", { question: SUM, budgets: { tokens: "9" } }, "budgets.tokens"],
    ["an unknown preset", { question: SUM, preset: "best" }, "preset"],
    ["a question that is too long", { question: "x".repeat(9000) }, "question"],
  ] as const
) {
  Deno.test(`POST /v1/solve refuses ${what} and names the field`, async () => {
    using server = new TestServer();
    const response = await server.fetch("/v1/solve", { body });
    const { error } = await response.json();
    assert.deepEqual([response.status, error.type, error.param, error.code], [
      400,
      "invalid_request_error",
      param,
      "bad_request",
    ]);
    assert.match(error.message, /^Cannot .+/);
  });
}

Deno.test("POST /v1/solve refuses what is no JSON, another content type, another model and a body too large", async () => {
  using server = new TestServer({ bodyBytes: 200 });
  const refused = async (body: unknown, type = "application/json") => {
    const response = await server.fetch("/v1/solve", { body, headers: { "content-type": type } });
    const { error } = await response.json();
    return [response.status, error.code];
  };
  assert.deepEqual(await refused("{"), [400, "bad_request"]);
  assert.deepEqual(await refused("question=1", "text/plain"), [415, "unsupported_media_type"]);
  assert.deepEqual(await refused({ question: SUM, model: "gpt" }), [404, "model_not_found"]);
  assert.deepEqual(await refused({ question: "x".repeat(300) }), [413, "request_too_large"]);
});

Deno.test("POST /v1/solve ends with what it has where its budget is spent", async () => {
  using server = new TestServer({ proposalMs: 5, limits: { questionCharacters: 99, seconds: 99, tokens: 30 } });
  const ask = async (budgets: unknown) => {
    const response = await server.fetch("/v1/solve", {
      body: { question: "What is 1234 + 4?", rollouts: 500, budgets },
    });
    return (await response.json() as SolveRecord).result!.stopped;
  };
  assert.equal(await ask({ seconds: 0.001, tokens: 10_000 }), "seconds");
  assert.equal(await ask({ tokens: 1 }), "tokens");
  assert.equal(await ask({ tokens: 10_000 }), "tokens"); // the server's own bound
});

Deno.test("POST /v1/solve has the error of a failed search in its answer or its last event, and in the record", async () => {
  using server = new TestServer({ refused: new Set([SUM]) });
  const response = await server.fetch("/v1/solve", { body: { question: SUM } });
  const { error: { code, message } } = await response.json();
  const [record] = server.store.list({ limit: 1 });
  assert.deepEqual([record.status, record.error], ["failed", { code, message }]);
  const events = await eventsOf(await server.fetch("/v1/solve", { body: { question: SUM, stream: true } }));
  assert.deepEqual((events.at(-1)!.data as SolveRecord).error, { code, message });
});

Deno.test("GET /v1/solves lists the newest first, page by page", async () => {
  using server = new TestServer();
  const ids: string[] = [];
  for (let a = 10; a < 13; a++) {
    ids.unshift((await (await server.fetch("/v1/solve", { body: { question: `What is ${a} + 4?` } })).json()).id);
  }
  const page = async (query: string) => {
    const { data, has_more } = await (await server.fetch(`/v1/solves${query}`)).json();
    return [data.map(({ id }: SolveRecord) => id), has_more];
  };
  assert.deepEqual(await page(""), [ids, false]);
  assert.deepEqual(await page("?limit=2"), [ids.slice(0, 2), true]);
  assert.deepEqual(await page(`?limit=2&before=${ids[1]}`), [ids.slice(2), false]);
  assert.equal((await server.fetch("/v1/solves?limit=0")).status, 400);
});

Deno.test("GET /v1/solves/{id} and its tree give back what was searched", async () => {
  using server = new TestServer();
  const record = await (await server.fetch("/v1/solve", { body: { question: SUM } })).json();
  assert.deepEqual(await (await server.fetch(`/v1/solves/${record.id}`)).json(), record);
  const tree = await server.fetch(`/v1/solves/${record.id}/tree`);
  const lines = (await tree.text()).trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines, server.store.trace(record.id));
  for (const path of ["/v1/solves/none", "/v1/solves/none/tree"]) assert.equal((await server.fetch(path)).status, 404);
});

Deno.test("DELETE /v1/solves/{id} ends a search with what it has found so far", async () => {
  using server = new TestServer({ proposalMs: 5 });
  const started = Promise.withResolvers<string>();
  const { ended } = server.service.submit({ question: "What is 1234 + 4?", rollouts: 1000 }, {
    onEvent: (event) => event.type === "progress" && started.resolve(server.store.list({ limit: 1 })[0].id),
  });
  const id = await started.promise;
  const response = await server.fetch(`/v1/solves/${id}`, { method: "DELETE" });
  assert.equal(response.status, 200);
  const record = await ended;
  assert.deepEqual([record.status, record.result!.stopped], ["cancelled", "cancelled"]);
  assert.equal((await server.fetch("/v1/solves/none", { method: "DELETE" })).status, 404);
});

Deno.test("a closed connection ends its search, streaming or not", async () => {
  using server = new TestServer({ proposalMs: 5 });
  for (const stream of [true, false]) {
    const leaving = new AbortController();
    const response = server.fetch("/v1/solve", {
      body: { question: "What is 1234 + 4?", rollouts: 1000, stream },
      signal: leaving.signal,
    });
    while (server.service.running === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    if (stream) void (await response).body?.cancel();
    else leaving.abort();
    while (server.service.running > 0) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.equal(server.store.list({ limit: 1 })[0].status, "cancelled");
    await response.catch(() => {});
  }
});
