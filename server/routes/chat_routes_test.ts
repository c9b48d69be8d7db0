import assert from "node:assert/strict";
import { eventsOf, SUM, TestServer, type TestServerOptions } from "../testing/running_server.ts";

const messages = [{ role: "user", content: SUM }];

async function chat(body: Record<string, unknown>, options: TestServerOptions = {}) {
  using server = new TestServer(options);
  const response = await server.fetch("/v1/chat/completions", { body: { model: "sums", messages, ...body } });
  return { status: response.status, ...await response.json() };
}

interface Chunk {
  readonly choices: {
    readonly delta: { readonly role?: string; readonly content?: string; readonly reasoning_content?: string };
    readonly finish_reason: string | null;
  }[];
  readonly usage?: { readonly completion_tokens: number };
}

async function chunks(body: Record<string, unknown>, options: TestServerOptions = {}): Promise<(Chunk | "[DONE]")[]> {
  using server = new TestServer(options);
  const response = await server.fetch("/v1/chat/completions", {
    body: { model: "sums", messages, stream: true, ...body },
  });
  assert.equal(response.status, 200);
  return (await eventsOf(response)).map(({ data }) => data as Chunk);
}

Deno.test("GET /v1/models lists the model by itself and with each preset", async () => {
  using server = new TestServer();
  const { object, data } = await (await server.fetch("/v1/models")).json();
  assert.equal(object, "list");
  assert.deepEqual(data.map(({ id }: { id: string }) => id), ["sums", "sums:paper", "sums:msft"]);
});

Deno.test("POST /v1/chat/completions gives the answer as content and the program as reasoning", async () => {
  const { object, model, choices: [{ message, finish_reason }], usage } = await chat({});
  assert.deepEqual([object, model, finish_reason], ["chat.completion", "sums", "stop"]);
  assert.match(message.content, /\\boxed\{21\}/);
  assert.match(message.reasoning_content, /print\(x\).*\n# => 21$/);
  assert.doesNotMatch(message.content + message.reasoning_content, /<\w+>/);
  assert.equal(usage.prompt_tokens, 5);
  assert.equal(usage.total_tokens, 5 + usage.completion_tokens);
  assert.ok(usage.completion_tokens > 0);
});

Deno.test("POST /v1/chat/completions puts the reasoning between <think> tags, or leaves it out, where asked to", async () => {
  const { choices: [{ message: think }] } = await chat({ reasoning: "think" });
  assert.match(think.content, /^<think>\n[^]*# => 21\n<\/think>\n\n.*\\boxed\{21\}/);
  assert.equal("reasoning_content" in think, false);
  const { choices: [{ message: none }] } = await chat({}, { reasoning: "none" });
  assert.deepEqual(["reasoning_content" in none, none.content.includes("print")], [false, false]);
});

Deno.test("POST /v1/chat/completions streams role, reasoning, content, end, usage and [DONE], in this order", async () => {
  const parts = await chunks({ stream_options: { include_usage: true } });
  const kinds = parts.map((part) => {
    if (part === "[DONE]") return "done";
    if (part.usage) return part.choices.length === 0 ? "usage" : "?";
    const [{ delta, finish_reason }] = part.choices;
    if (finish_reason) return finish_reason;
    return delta.role ? "role" : delta.reasoning_content ? "reasoning" : delta.content ? "content" : "?";
  });
  assert.deepEqual(kinds.filter((kind, index) => kind !== kinds[index - 1]), [
    "role",
    "reasoning",
    "content",
    "stop",
    "usage",
    "done",
  ]);
  const text = parts.map((part) => part === "[DONE]" ? "" : part.choices[0]?.delta.content ?? "").join("");
  assert.match(text, /\\boxed\{21\}/);
});

Deno.test("POST /v1/chat/completions streams <think> tags that open and close once", async () => {
  const parts = await chunks({ reasoning: "think" });
  const text = parts.map((part) => part === "[DONE]" ? "" : part.choices[0]?.delta.content ?? "").join("");
  assert.match(text, /^<think>\n(?!.*<think>)[^]*# => 21[^]*<\/think>\n\n[^<]*\\boxed\{21\}/);
  assert.equal(parts.some((part) => part !== "[DONE]" && part.usage), false);
});

Deno.test("POST /v1/chat/completions says so where no answer was found", async () => {
  const { choices: [{ message, finish_reason }] } = await chat({
    max_tokens: 1,
    messages: [{ role: "user", content: "What is 1234 + 4?" }],
  });
  assert.equal(finish_reason, "length");
  assert.match(message.content, /^No answer was found/);
});

Deno.test("POST /v1/chat/completions takes preset, temperature, seed and tokens from the request", async () => {
  using server = new TestServer();
  const body = { model: "sums:paper", messages, temperature: 0.3, seed: -1, max_completion_tokens: 999 };
  assert.equal((await server.fetch("/v1/chat/completions", { body })).status, 200);
  const [{ request }] = server.store.list({ limit: 1 });
  assert.deepEqual([request.preset, request.temperature, request.seed, request.budgets?.tokens], [
    "paper",
    0.3,
    4294967295,
    999,
  ]);
});

Deno.test("POST /v1/chat/completions takes the last message as the question, in parts too; other messages change nothing", async () => {
  using server = new TestServer();
  const asked = async (messages: unknown) => {
    await server.fetch("/v1/chat/completions", { body: { model: "sums", messages } });
    return server.store.list({ limit: 1 })[0].request.question;
  };
  const others = [{ role: "system", content: "Be kind." }, { role: "user", content: "Hi" }, {
    role: "assistant",
    content: null,
    tool_calls: [],
  }];
  assert.equal(await asked([...others, { role: "user", content: SUM }]), SUM);
  const parts = [{ type: "text", text: "What is 12 + 4?" }, { type: "text", text: "Tell." }];
  assert.equal(await asked([{ role: "user", content: parts }]), "What is 12 + 4?\nTell.");
});

for (
  const [what, body, param] of [
    ["no model", { model: undefined }, "model"],
    ["no messages", { messages: [] }, "messages"],
    [
      "a last message that is not the user's",
      { messages: [...messages, { role: "assistant", content: "4" }] },
      "messages",
    ],
    ["an empty question", { messages: [{ role: "user", content: " " }] }, "messages.0.content"],
    ["an image", {
      messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "data:," } }] }],
    }, "messages.0.content"],
    ["several choices", { n: 2 }, "n"],
    ["tools", { tools: [{ type: "function", function: { name: "f" } }] }, "tools"],
    ["stop strings", { stop: "x" }, "stop"],
    ["log-probabilities", { logprobs: true }, "logprobs"],
    ["JSON", { response_format: { type: "json_object" } }, "response_format"],
    ["speech", { modalities: ["text", "audio"] }, "modalities"],
  ] as const
) {
  Deno.test(`POST /v1/chat/completions refuses ${what} in the API's form, streaming or not`, async () => {
    for (const stream of [false, true]) {
      const { status, error } = await chat({ ...body, stream });
      assert.deepEqual([status, error.type, error.param], [400, "invalid_request_error", param]);
    }
  });
}

Deno.test("POST /v1/chat/completions lets through what asks for nothing", async () => {
  const nothing = {
    n: 1,
    tools: [],
    stop: null,
    logprobs: false,
    response_format: { type: "text" },
    user: "u",
    top_p: 1,
    metadata: {},
    temperature: null,
    store: false,
  };
  assert.equal((await chat(nothing)).status, 200);
});

Deno.test("POST /v1/chat/completions does not know other models", async () => {
  const { status, error } = await chat({ model: "gpt-4" });
  assert.deepEqual([status, error.code, error.param], [404, "model_not_found", "model"]);
});

Deno.test("POST /v1/chat/completions reports a failure in the stream as an error, without [DONE]", async () => {
  const parts = await chunks({}, { refused: new Set([SUM]) });
  const last = parts.at(-1) as unknown as { error: { code: string; message: string } };
  assert.match(last.error.message, /^Cannot /);
});
