/**
 * The official client, unmodified, against the server on a socket.
 */
import assert from "node:assert/strict";
import { PolicyError } from "@rstar/core";
import { listeningServer, type TestServerOptions } from "@rstar/server/testing";
import OpenAI from "openai";

const SUM = "What is 17 + 4?";
const LONG = { role: "user", content: "What is 1234 + 4?" } as const;
const messages = [{ role: "system", content: "Answer." }, { role: "user", content: SUM }] as const;

/** A server on a free port, with a client. */
async function start(options: TestServerOptions = {}) {
  const at = await listeningServer({ keys: ["key"], ...options });
  const baseURL = `${at.url}/v1`;
  return { ...at, baseURL, client: new OpenAI({ baseURL, apiKey: "key", maxRetries: 0 }) };
}

Deno.test("openai: models.list() and models.retrieve()", async () => {
  await using at = await start();
  assert.equal((await at.client.models.retrieve("sums:paper")).id, "sums:paper");
  await assert.rejects(at.client.models.retrieve("gpt-4"), OpenAI.NotFoundError);
  const ids = (await at.client.models.list()).data.map(({ id }) => id);
  assert.deepEqual(ids, ["sums", "sums:paper", "sums:msft"]);
});

Deno.test("openai: chat.completions.create()", async () => {
  await using at = await start();
  const { choices: [{ message }], usage } = await at.client.chat.completions.create({
    model: "sums",
    messages: [...messages],
  });
  assert.match(message.content!, /\\boxed\{21\}/);
  assert.ok(usage!.completion_tokens > 0);
});

Deno.test("openai: chat.completions.create() as a stream", async () => {
  await using at = await start();
  const stream = await at.client.chat.completions.create({
    model: "sums:msft",
    messages: [...messages],
    stream: true,
    stream_options: { include_usage: true },
  });
  let [content, reasoning, tokens, finish] = ["", "", 0, ""];
  for await (const { choices, usage } of stream) {
    content += choices[0]?.delta.content ?? "";
    reasoning += (choices[0]?.delta as { reasoning_content?: string } | undefined)?.reasoning_content ?? "";
    finish = choices[0]?.finish_reason ?? finish;
    tokens = usage?.completion_tokens ?? tokens;
  }
  assert.match(content, /\\boxed\{21\}/);
  assert.match(reasoning, /# => 21/);
  assert.deepEqual([finish, tokens > 0], ["stop", true]);
});

Deno.test("openai: the accumulating stream ends with the whole message", async () => {
  await using at = await start();
  const final = await at.client.chat.completions.stream({ model: "sums", messages: [...messages] }).finalContent();
  assert.match(final!, /\\boxed\{21\}/);
});

Deno.test("openai: completions.create(), with a stop text and as a stream", async () => {
  await using at = await start();
  const body = { model: "sums", prompt: SUM, stop: ["{"] };
  const { choices: [{ text, finish_reason }] } = await at.client.completions.create(body);
  assert.match(text, /\\boxed$/);
  assert.equal(finish_reason, "stop");
  let streamed = "";
  for await (const { choices } of await at.client.completions.create({ ...body, stream: true })) {
    streamed += choices[0]?.text ?? "";
  }
  assert.equal(streamed, text);
});

Deno.test("openai: a question over the context is an error of the request before it streams", async () => {
  const tooLong = new PolicyError("context_exceeded", "Cannot read the prompt as it is too long");
  await using at = await start({ countTokens: () => Promise.reject(tooLong) });
  await assert.rejects(
    at.client.chat.completions.create({ model: "sums", messages: [...messages], stream: true }),
    (error) => error instanceof OpenAI.BadRequestError && error.param === "messages",
  );
});

Deno.test("openai: errors come as the client's own classes", async () => {
  await using at = await start({ concurrency: 1, queue: 0, proposalMs: 5 });
  const { client } = at;
  const create = (body: object) => client.chat.completions.create({ model: "sums", messages: [...messages], ...body });
  await assert.rejects(create({ n: 3 }), (error) => error instanceof OpenAI.BadRequestError && error.param === "n");
  await assert.rejects(create({ model: "gpt-4" }), OpenAI.NotFoundError);
  const wrong = new OpenAI({ baseURL: at.baseURL, apiKey: "wrong", maxRetries: 0 });
  await assert.rejects(wrong.models.list(), OpenAI.AuthenticationError);
  const { id, ended } = at.server.service.submit({ question: LONG.content, rollouts: 1000 });
  await assert.rejects(create({}), (error) => error instanceof OpenAI.RateLimitError && error.code === "queue_full");
  at.server.service.cancel(id);
  await ended;
});

Deno.test("openai: a failure within a stream is thrown by it", async () => {
  await using at = await start({ refused: new Set([SUM]) });
  const stream = await at.client.chat.completions.create({ model: "sums", messages: [...messages], stream: true });
  await assert.rejects(async () => {
    for await (const _ of stream);
  }, OpenAI.APIError);
});

Deno.test("openai: leaving a request, streaming or not, ends its search within a second", async () => {
  await using at = await start({ proposalMs: 100 });
  const running = (many: boolean) => async () => {
    while ((at.server.service.running > 0) !== many) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  const [started, ended] = [running(true), running(false)];
  const body = { model: "sums:paper", messages: [LONG] };

  const stream = await at.client.chat.completions.create({ ...body, stream: true });
  await started();
  stream.controller.abort();
  let left = performance.now();
  await ended();
  assert.ok(performance.now() - left < 1000);

  const leaving = new AbortController();
  const request = at.client.chat.completions.create(body, { signal: leaving.signal });
  await started();
  leaving.abort();
  left = performance.now();
  await assert.rejects(request, OpenAI.APIUserAbortError);
  await ended();
  assert.ok(performance.now() - left < 1000);
  assert.deepEqual(at.server.store.list({ limit: 9 }).map(({ status }) => status), ["cancelled", "cancelled"]);
});
