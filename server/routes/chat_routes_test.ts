import assert from "node:assert/strict";
import { PolicyError } from "@rstar/core";
import { eventsOf, SUM, TestServer, type TestServerOptions } from "../testing/running_server.ts";

const messages = [{ role: "user", content: SUM }];

async function chat(body: Record<string, unknown>, options: TestServerOptions = {}) {
  using server = new TestServer(options);
  const response = await server.fetch("/v1/chat/completions", { body: { model: "sums", messages, ...body } });
  return { status: response.status, ...await response.json() };
}

interface Chunk {
  readonly choices: {
    readonly delta: {
      readonly role?: string;
      readonly content?: string;
      readonly reasoning_content?: string;
      readonly refusal?: string;
    };
    readonly finish_reason: string | null;
  }[];
  readonly usage?: { readonly completion_tokens: number };
  readonly rstar?: { readonly status: string };
}

async function chunks(body: Record<string, unknown>, options: TestServerOptions = {}): Promise<(Chunk | "[DONE]")[]> {
  using server = new TestServer(options);
  const response = await server.fetch("/v1/chat/completions", {
    body: { model: "sums", messages, stream: true, ...body },
  });
  assert.equal(response.status, 200);
  return (await eventsOf(response)).map(({ data }) => data as Chunk);
}

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

const UNSOLVED = { max_tokens: 1, messages: [{ role: "user", content: "What is 1234 + 4?" }] };

Deno.test("POST /v1/chat/completions shows how sure the search is: solved, a guess, or no answer", async () => {
  const solved = await chat({});
  assert.deepEqual([solved.rstar.status, solved.rstar.answer, solved.rstar.guess], ["solved", "21", null]);
  assert.ok(solved.rstar.confidence > 0.5 && solved.rstar.stopped !== undefined);
  assert.equal(solved.choices[0].message.refusal, null);

  const confidence = { intercept: -2, weights: {}, threshold: 0.5 };
  const unsure = await chat({}, { confidence });
  const [{ message, finish_reason }] = unsure.choices;
  assert.deepEqual([unsure.rstar.status, unsure.rstar.answer, unsure.rstar.guess], ["unsure", null, "21"]);
  assert.equal(message.content, "Not sure: my best guess is 21 (confidence 0.12)");
  assert.deepEqual([message.refusal, finish_reason], [message.content, "stop"]);

  const unsolved = await chat(UNSOLVED);
  const { message: { content, refusal }, finish_reason: finish } = unsolved.choices[0];
  assert.deepEqual([refusal, finish, unsolved.rstar.status, unsolved.rstar.stopped], [
    content,
    "length",
    "unsolved",
    "tokens",
  ]);
  assert.match(content, /^No answer was found in \d+ rollouts? and 4 tokens\.$/);
});

Deno.test("POST /v1/chat/completions streams the refusal, and how sure the search is in the last chunks", async () => {
  const parts = await chunks({ ...UNSOLVED, stream_options: { include_usage: true } });
  const all = parts.filter((part) => part !== "[DONE]");
  const refusal = all.map(({ choices }) => choices[0]?.delta.refusal ?? "").join("");
  assert.match(refusal, /^No answer was found/);
  assert.equal(all.map(({ choices }) => choices[0]?.delta.content ?? "").join(""), refusal);
  assert.deepEqual(all.map(({ rstar }) => rstar?.status).filter(Boolean), ["unsolved", "unsolved"]);
  assert.deepEqual(all.at(-2)!.choices[0].finish_reason, "length");
});

Deno.test("POST /v1/chat/completions ends before the first stop text, streamed too", async () => {
  const content = async (stop: unknown) => {
    const { choices: [{ message, finish_reason }] } = await chat({ stop });
    assert.equal(finish_reason, "stop");
    const parts = await chunks({ stop });
    const streamed = parts.map((part) => part === "[DONE]" ? "" : part.choices[0]?.delta.content ?? "").join("");
    assert.equal(streamed, message.content);
    return message.content;
  };
  const whole = await content(null);
  assert.match(whole, /^Way \d: \\boxed\{21\}$/);
  assert.equal(await content("\\boxed"), whole.split("\\boxed")[0]);
  assert.equal(await content(["}", "{2", "nowhere"]), whole.split("{2")[0]);
  assert.equal(await content(["W"]), "");
  for (const stop of [["nowhere"], [], undefined]) assert.equal(await content(stop), whole);
  const { choices: [{ finish_reason, message }] } = await chat({ ...UNSOLVED, stop: " was" });
  assert.deepEqual([finish_reason, message.content], ["stop", "No answer"]);
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
  assert.equal(
    await asked([...others, { role: "user", content: SUM }, { role: "developer", content: "Be brief." }]),
    SUM,
  );
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
    ["an empty stop text", { stop: "" }, "stop"],
    ["an empty stop text among others", { stop: ["x", ""] }, "stop"],
    ["a stop text that is no text", { stop: [1] }, "stop"],
    ["five stop texts", { stop: ["a", "b", "c", "d", "e"] }, "stop"],
    ["a choice of tools", { tool_choice: "required" }, "tool_choice"],
    ["a bias of tokens", { logit_bias: { 50256: -100 } }, "logit_bias"],
    ["a penalty", { frequency_penalty: 0.5 }, "frequency_penalty"],
    ["a nucleus that is no probability", { top_p: 7 }, "top_p"],
    ["no tokens", { max_tokens: 0 }, "max_tokens"],
    ["a schema", { guided_json: { type: "object" } }, "guided_json"],
    ["another form of reasoning", { reasoning: "loud" }, "reasoning"],
    ["nobody's message", { messages: [{ role: "system", content: "Answer." }] }, "messages"],
    ["a question that is too long", { messages: [{ role: "user", content: "x".repeat(9000) }] }, "messages"],
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

Deno.test("POST /v1/chat/completions takes what other clients send and asks for nothing", async () => {
  const nothing = {
    ...{ n: 1, tools: [], tool_choice: "auto", parallel_tool_calls: true, functions: [], stop: null },
    ...{ logprobs: false, top_logprobs: 0, logit_bias: {}, frequency_penalty: 0, presence_penalty: 0.0, top_p: 0.9 },
    ...{ response_format: { type: "text" }, modalities: ["text"], temperature: null, stream_options: null },
    ...{ user: "u", metadata: { a: "b" }, store: true, service_tier: "auto", seed: 7, verbosity: "low" },
    ...{ reasoning_effort: "high", reasoning: { effort: "high" }, prompt_cache_key: "k", unheard_of: 1 },
  };
  const { status, choices: [{ message }] } = await chat(nothing);
  assert.deepEqual([status, "reasoning_content" in message], [200, true]);
  const { choices: [{ message: without }] } = await chat({ reasoning: { exclude: true } });
  assert.equal("reasoning_content" in without, false);
});

Deno.test("POST /v1/chat/completions does not know other models", async () => {
  const { status, error } = await chat({ model: "gpt-4" });
  assert.deepEqual([status, error.code, error.param], [404, "model_not_found", "model"]);
});

Deno.test("POST /v1/chat/completions ends a stream that fails with an error and [DONE]", async () => {
  const parts = await chunks({}, { refused: new Set([SUM]) });
  const [error, last] = parts.slice(-2) as unknown as [{ error: { code: string; message: string } }, string];
  assert.deepEqual([error.error.code, last], ["engine_failed", "[DONE]"]);
});

const overContext = () =>
  Promise.reject(new PolicyError("context_exceeded", "Cannot read the prompt as it is too long"));

for (
  const [path, body, param] of [
    ["/v1/chat/completions", { model: "sums", messages }, "messages"],
    ["/v1/completions", { model: "sums", prompt: SUM }, "prompt"],
    ["/v1/solve", { question: SUM }, "question"],
  ] as const
) {
  Deno.test(`POST ${path} refuses a question over the context before it streams`, async () => {
    using server = new TestServer({ countTokens: overContext });
    const response = await server.fetch(path, { body: { ...body, stream: true } });
    const { error } = await response.json();
    assert.deepEqual([response.status, error.code, error.param], [400, "context_exceeded", param]);
    assert.equal(server.store.list({ limit: 1 }).length, 0);
  });
}

async function text(body: Record<string, unknown>) {
  using server = new TestServer();
  const response = await server.fetch("/v1/completions", { body: { model: "sums", prompt: SUM, ...body } });
  return { status: response.status, ...await response.json() };
}

Deno.test("POST /v1/completions answers a prompt, alone or in a list, up to the first stop text", async () => {
  const { id, object, choices: [choice], usage, rstar } = await text({});
  assert.match(id, /^cmpl-/);
  assert.deepEqual([object, choice.finish_reason, choice.logprobs, rstar.answer], [
    "text_completion",
    "stop",
    null,
    "21",
  ]);
  assert.match(choice.text, /^Way \d: \\boxed\{21\}$/);
  assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
  assert.equal((await text({ prompt: [SUM], echo: false, suffix: "", best_of: 1 })).choices[0].text, choice.text);
  assert.equal((await text({ stop: [":"] })).choices[0].text, choice.text.split(":")[0]);
  assert.equal((await text({ max_tokens: 1, prompt: "What is 1234 + 4?" })).choices[0].finish_reason, "length");
});

Deno.test("POST /v1/completions streams the text, its end, usage and [DONE]", async () => {
  using server = new TestServer();
  const body = { model: "sums", prompt: SUM, stream: true, stream_options: { include_usage: true } };
  const parts = (await eventsOf(await server.fetch("/v1/completions", { body }))).map(({ data }) => data);
  assert.equal(parts.at(-1), "[DONE]");
  // deno-lint-ignore no-explicit-any -- as the client gets it
  const [said, end, counted] = parts as any[];
  assert.match(said.choices[0].text, /\\boxed\{21\}$/);
  assert.deepEqual([end.choices[0].text, end.choices[0].finish_reason, end.rstar.status], ["", "stop", "solved"]);
  assert.deepEqual([counted.choices, counted.usage.completion_tokens > 0], [[], true]);
});

for (
  const [what, body, param] of [
    ["no prompt", { prompt: undefined }, "prompt"],
    ["an empty prompt", { prompt: [" "] }, "prompt"],
    ["no prompts", { prompt: [] }, "prompt"],
    ["several prompts", { prompt: [SUM, SUM] }, "prompt"],
    ["tokens", { prompt: [[1, 2]] }, "prompt"],
    ["a prompt that is too long", { prompt: "x".repeat(9000) }, "prompt"],
    ["the prompt's echo", { echo: true }, "echo"],
    ["log-probabilities", { logprobs: 1 }, "logprobs"],
    ["several choices", { n: 2 }, "n"],
    ["the best of several", { best_of: 3 }, "best_of"],
    ["a suffix", { suffix: "." }, "suffix"],
    ["an empty stop text", { stop: [""] }, "stop"],
  ] as const
) {
  Deno.test(`POST /v1/completions refuses ${what}, streaming or not`, async () => {
    for (const stream of [false, true]) {
      const { status, error } = await text({ ...body, stream });
      assert.deepEqual([status, error.type, error.param], [400, "invalid_request_error", param]);
    }
  });
}

Deno.test("/v1/responses is a 404 that names the route to use, whatever is asked of it", async () => {
  using server = new TestServer();
  for (const [path, method] of [["/v1/responses", "POST"], ["/v1/responses/resp_1", "GET"]]) {
    const response = await server.fetch(path, { method });
    const { error } = await response.json();
    assert.deepEqual([response.status, error.code], [404, "not_found"]);
    assert.match(error.message, /POST \/v1\/chat\/completions/);
  }
});
