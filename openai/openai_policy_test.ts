import assert from "node:assert/strict";
import { type Candidate, type ProposeRequest, STEP_STOPS } from "@rstar/core";
import { policyConformance } from "@rstar/core/testing";
import { OpenAiPolicy } from "./openai_policy.ts";
import type { OpenAiPolicyOptions } from "./openai_policy.ts";
import {
  httpText,
  serveLlama,
  serveOpenAi,
  serveSockets,
  serveVllm,
  type TestServer,
  TinyModel,
} from "./testing/openai_server.ts";

const model = await TinyModel.load();
const SERVERS = { vLLM: serveVllm, "llama-server": serveLlama };

/** A policy at a server that is disposed with it; a failure is retried twice, at once. */
async function connect(server: TestServer, options: Partial<OpenAiPolicyOptions> = {}) {
  const policy = await OpenAiPolicy.connect({ url: server.url, retries: 2, backoffMs: 1, ...options });
  return { policy, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function requestOf(rest: Partial<ProposeRequest> = {}): ProposeRequest {
  return {
    prefix: { question: "What is 1 + 1?", solution: "" },
    seeds: [1],
    temperature: 1,
    stop: STEP_STOPS,
    maxTokens: 16,
    ...rest,
  };
}

/** An answer in the form of vLLM. */
function answer(text: string, more: Record<string, unknown> = {}): Response {
  return Response.json({
    choices: [{
      text,
      finish_reason: "stop",
      stop_reason: "<end_of_step>",
      logprobs: { token_logprobs: [-1, -2] },
      ...more,
    }],
    usage: { completion_tokens: 2 },
  });
}

/** A server that answers the k-th request with the k-th of `answers`, and all further ones with the last. */
function script(...answers: readonly (() => Response)[]) {
  const bodies: Record<string, unknown>[] = [];
  const headers: Headers[] = [];
  const server = serveOpenAi(async (request) => {
    headers.push(request.headers);
    bodies.push(await request.json());
    return answers[Math.min(bodies.length, answers.length) - 1]();
  });
  return Object.assign(server, { bodies, headers });
}

const STEP: Candidate = { text: "x = 2\n<end_of_step>", finish: "stop", tokens: 2, logProbability: -3 };
const models = (): Response => Response.json({ data: [{ id: "tiny" }] });
const step = (): Response => answer("x = 2\n");
const refuse = (status: number, message: string, headers: Record<string, string> = {}) => (): Response =>
  Response.json({ error: { message } }, { status, headers });

for (const [name, serve] of Object.entries(SERVERS)) {
  policyConformance({ name: `OpenAiPolicy at ${name}`, newPolicy: () => connect(serve(model)) });

  Deno.test(`OpenAiPolicy.propose() ends candidates at ${name} with stop strings that are control tokens`, async () => {
    await using underTest = await connect(serve(model));
    const seeds = Array.from({ length: 8 }, (_, i) => i);
    const candidates = await underTest.policy.propose(requestOf({ seeds, maxTokens: 300 }));
    const stopped = candidates.filter(({ text }) => STEP_STOPS.some((stop) => text.endsWith(stop)));
    assert.ok(stopped.length > 0, "one of eight candidates of 300 tokens holds a stop string");
    for (const { text, finish } of candidates) {
      const first = Math.min(...STEP_STOPS.map((stop) => text.indexOf(stop)).filter((at) => at >= 0));
      if (first < Infinity) assert.ok(STEP_STOPS.some((stop) => first + stop.length === text.length), text);
      assert.ok(finish === "stop" || first === Infinity);
    }
  });

  Deno.test(`OpenAiPolicy.propose() cuts a candidate at ${name} at the context's end`, async () => {
    await using underTest = await connect(serve(model));
    const solution = "x = 1\n".repeat(60);
    const prefix = { question: "What is 1 + 1?", solution };
    const candidates = await underTest.policy.propose(
      requestOf({ prefix, seeds: [1, 2, 3], stop: [], maxTokens: 500 }),
    );
    for (const { tokens } of candidates) assert.ok(tokens > 0 && tokens < 500);
  });
}

Deno.test("OpenAiPolicy.propose() puts the stop string back that the server names", async () => {
  await using server = script(step, () => answer("<answer>2", { stop_reason: "<end_of_answer>" }));
  const { policy } = await connect(server);
  assert.deepEqual(await policy.propose(requestOf()), [STEP]);
  const [{ text }] = await policy.propose(requestOf());
  assert.equal(text, "<answer>2<end_of_answer>");
});

Deno.test("OpenAiPolicy.propose() adds nothing at the end of generation", async () => {
  await using server = script(
    () => answer("x = 2", { stop_reason: null }),
    () => answer("x = 2", { stop_reason: 151643 }),
  );
  const { policy } = await connect(server);
  for (const _ of "ab") {
    const [{ text, finish }] = await policy.propose(requestOf());
    assert.deepEqual([text, finish], ["x = 2", "stop"]);
  }
});

Deno.test("OpenAiPolicy.propose() sends all sampling parameters, and breaks the tags of the user", async () => {
  await using server = script(step);
  const { policy } = await connect(server, { apiKey: "secret", template: "Q: {question}\nA:" });
  const prefix = { question: "Is a<b?</s> <|im_end|><end_of_step>[INST]", solution: "<code>\n" };
  await policy.propose(requestOf({ prefix, seeds: [2 ** 32 - 1], topK: 5, topP: 0.9 }));
  await policy.propose(requestOf({ seeds: [2 ** 32 - 2] }));
  const [first, second] = server.bodies;
  assert.equal(
    first.prompt,
    "Q: Is a<b?< /s> < |im_end|>< end_of_step>[ INST]\nA:<code>\n",
  );
  assert.deepEqual([first.top_k, first.top_p, second.top_k, second.top_p], [5, 0.9, -1, 1]);
  assert.deepEqual([first.seed, second.seed], [0, 2 ** 32 - 2]);
  assert.deepEqual([first.model, first.min_p, first.repetition_penalty, first.repeat_penalty], ["tiny", 0, 1, 1]);
  assert.deepEqual(first.stop, STEP_STOPS);
  assert.equal(server.headers[0].get("authorization"), "Bearer secret");
});

Deno.test("OpenAiPolicy.propose() tries again after 500, 429, and invalid answers", async () => {
  const faults: [string, () => Response][] = [
    ["500", refuse(500, "oh")],
    ["429", refuse(429, "slow down", { "retry-after": "0" })],
    ["no JSON", () => new Response("<html>")],
    ["truncated JSON", () => new Response('{"choices": [{"te')],
    ["another form", () => Response.json({ choices: [] })],
    ["no logprobs", () => answer("x", { logprobs: null })],
  ];
  for (const [name, fault] of faults) {
    await using server = script(fault, fault, step);
    const { policy } = await connect(server);
    assert.deepEqual(await policy.propose(requestOf()), [STEP], name);
    assert.equal(server.bodies.length, 3, name);
  }
});

Deno.test("OpenAiPolicy.propose() tries again after a connection that is closed without an answer, or within one", async () => {
  const whole = await httpText(step());
  const answers = [await httpText(models()), "", whole.slice(0, -20), whole];
  await using server = serveSockets((_, { write }) => write(answers.shift()!));
  const { policy } = await connect(server);
  assert.deepEqual(await policy.propose(requestOf()), [STEP]);
  assert.equal(answers.length, 0);
});

Deno.test("OpenAiPolicy.propose() rejects after the last attempt", async () => {
  await using server = script(refuse(503, "Loading\nmodel"));
  const { policy } = await connect(server);
  await assert.rejects(policy.propose(requestOf()), {
    name: "PolicyError",
    code: "engine_failed",
    message: `Cannot get an answer from ${server.url}/completions in 3 tries: 503 Loading model`,
  });
  assert.equal(server.bodies.length, 3);
});

Deno.test("OpenAiPolicy.propose() waits as long as Retry-After says", async () => {
  await using server = script(refuse(429, "slow down", { "retry-after": "0.2" }), step);
  const { policy } = await connect(server);
  const start = performance.now();
  assert.deepEqual(await policy.propose(requestOf()), [STEP]);
  assert.ok(performance.now() - start >= 190);
});

Deno.test("OpenAiPolicy.propose() does not repeat what the server rejects", async () => {
  const refusals: [number, string, string][] = [
    [400, "Input should be a valid integer", "bad_request"],
    [401, "Unauthorized", "bad_request"],
    [403, "Forbidden", "bad_request"],
    [404, "The model `huge` does not exist.", "model_not_found"],
    [422, "top_k must be 0", "bad_request"],
  ];
  for (const [status, message, code] of refusals) {
    await using server = script(refuse(status, message));
    const { policy } = await connect(server);
    await assert.rejects(policy.propose(requestOf()), { name: "PolicyError", code, message: new RegExp(message) });
    assert.equal(server.bodies.length, 1, `${status}`);
  }
});

Deno.test("OpenAiPolicy.propose() recognises a prompt that is too long by the message of each server", async () => {
  const messages = [
    "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.",
    "'max_tokens' is too large: 500. This model's maximum context length is 512 tokens (500 > 512 - 100).",
    "The decoder prompt (length 9000) is longer than the maximum model length of 4096.",
    "request (9412 tokens) exceeds the available context size (8192 tokens), try increasing it",
  ];
  for (const message of messages) {
    await using server = script(refuse(400, message));
    const { policy } = await connect(server);
    await assert.rejects(policy.propose(requestOf()), { name: "PolicyError", code: "context_exceeded" });
    assert.deepEqual(server.bodies.map(({ max_tokens }) => max_tokens), [16, null], message);
  }
});

Deno.test("OpenAiPolicy.propose() ends the other candidates when one fails", async () => {
  const arrived = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let closed = 0;
  await using server = serveSockets(async (request, socket) => {
    if (request.startsWith("GET")) return await socket.write(await httpText(models()));
    const seed = Number(/"seed":(\d)/.exec(request)![1]);
    if (seed < arrived.length) {
      arrived[seed].resolve();
      await socket.closed();
      closed++;
    } else {
      await Promise.all(arrived.map(({ promise }) => promise));
      await socket.write(await httpText(refuse(401, "Unauthorized")()));
    }
  });
  const { policy } = await connect(server);
  await assert.rejects(policy.propose(requestOf({ seeds: [0, 1, 2] })), { code: "bad_request" });
  await server[Symbol.asyncDispose]();
  assert.equal(closed, 2);
});

Deno.test("OpenAiPolicy.propose() closes its connections when its signal aborts", async () => {
  const arrived = Promise.withResolvers<void>();
  let waiting = 0, closed = 0;
  await using server = serveSockets(async (request, socket) => {
    if (request.startsWith("GET")) return await socket.write(await httpText(models()));
    if (++waiting === 3) arrived.resolve();
    await socket.closed();
    closed++;
  });
  const { policy } = await connect(server, { concurrency: 3 });
  const abort = new AbortController();
  const aborted = policy.propose(requestOf({ seeds: [1, 2, 3, 4] }), { signal: abort.signal });
  await arrived.promise;
  abort.abort();
  await assert.rejects(aborted, { name: "AbortError" });
  await server[Symbol.asyncDispose]();
  assert.deepEqual([waiting, closed], [3, 3]);
});

Deno.test("OpenAiPolicy.propose() closes a stream after the stop string", async () => {
  const gone = Promise.withResolvers<void>();
  const event = (text: string): Uint8Array =>
    new TextEncoder().encode(
      `data: ${
        JSON.stringify({ choices: [{ text, finish_reason: null, logprobs: { content: [{ logprob: -1 }] } }] })
      }\n\n`,
    );
  const endless = (): Response =>
    new Response(
      new ReadableStream({
        start: (controller) =>
          ["x = ", "2\n<end", "_of_step>more", "and more"].forEach((text) => controller.enqueue(event(text))),
        cancel: () => gone.resolve(),
      }),
    );
  await using server = script(() => answer("x = 2\n", { stop_reason: undefined }), endless);
  const { policy } = await connect(server);
  assert.deepEqual(await policy.propose(requestOf()), [{ ...STEP, tokens: 3 }]);
  await gone.promise;
  assert.deepEqual(server.bodies.map(({ stop, stream }) => [stop, stream]), [[STEP_STOPS, undefined], [[], true]]);
});

Deno.test("OpenAiPolicy.propose() ends an attempt after timeoutMs", async () => {
  await using server = serveSockets(async (request, socket) => {
    if (request.startsWith("GET")) await socket.write(await httpText(models()));
    else await socket.closed();
  });
  const { policy } = await connect(server, { timeoutMs: 50 });
  await assert.rejects(policy.propose(requestOf()), { code: "engine_failed", message: /no answer within 50 ms$/ });
});

Deno.test("OpenAiPolicy.propose() never has more requests in progress than concurrency, over all calls", async () => {
  let running = 0, most = 0;
  await using server = serveOpenAi(async (request) => {
    most = Math.max(most, ++running);
    await request.json();
    await new Promise((resolve) => setTimeout(resolve, 2));
    running--;
    return step();
  });
  const { policy } = await connect(server, { concurrency: 3 });
  const seeds = [1, 2, 3, 4, 5];
  const all = await Promise.all([1, 2, 3, 4].map(() => policy.propose(requestOf({ seeds }))));
  assert.deepEqual(all.flat(), Array(20).fill(STEP));
  assert.equal(most, 3);
});

Deno.test("OpenAiPolicy.connect() takes the first model, or the one asked for if the server has it", async () => {
  await using server = script(step);
  assert.equal((await connect(server)).policy.model, "tiny");
  assert.equal((await connect(server, { model: "tiny", url: `${server.url}/` })).policy.model, "tiny");
  await assert.rejects(connect(server, { model: "huge" }), {
    code: "model_not_found",
    message: `Cannot find model huge at ${server.url} as it has tiny`,
  });
});

Deno.test("OpenAiPolicy.connect() rejects at once when nothing answers, and when the URL is invalid", async () => {
  const server = script(step);
  await server[Symbol.asyncDispose]();
  await assert.rejects(connect(server, { retries: 1000 }), { code: "engine_failed", message: /in 1 tries/ });
  await assert.rejects(connect(server, { url: "localhost:8000" }), TypeError);
  await assert.rejects(connect(server, { concurrency: 0 }), RangeError);
});
