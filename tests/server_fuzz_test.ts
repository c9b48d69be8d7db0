/**
 * Bodies that nobody thought of: none of them is answered with 500, and all answers have the API's form.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { SUM, TestServer } from "@rstar/server/testing";

const PATHS = ["/v1/solve", "/v1/chat/completions", "/v1/completions"] as const;

/** Values near what the fields take, and far from it. */
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    null,
    true,
    0,
    1,
    -1,
    1.5,
    2 ** 53,
    "",
    " ",
    SUM,
    "sums",
    "paper",
    "user",
    "\u0000",
    "\ud800",
    "<script>",
  ),
);
const field = fc.constantFrom(
  ...[
    "question",
    "model",
    "preset",
    "rollouts",
    "candidates",
    "depth",
    "temperature",
    "trees",
    "seed",
    "budgets",
    "stream",
  ],
  ...[
    "messages",
    "prompt",
    "n",
    "tools",
    "stop",
    "max_tokens",
    "stream_options",
    "response_format",
    "reasoning",
    "__proto__",
    "x",
  ],
);
const body = fc.oneof(
  fc.dictionary(field, value),
  fc.dictionary(field, value).map((fields) => ({ question: SUM, ...fields })),
  fc.dictionary(field, value).map((fields) => ({
    model: "sums",
    messages: [{ role: "user", content: SUM }],
    prompt: SUM,
    ...fields,
  })),
  fc.array(fc.dictionary(fc.constantFrom("role", "content", "type"), value)).map((messages) => ({
    model: "sums",
    messages,
  })),
  fc.jsonValue(),
).map((value) => JSON.stringify(value) ?? "");
const text = fc.oneof(body, body, body, fc.string(), body.map((text) => text.slice(0, text.length >> 1)));

Deno.test("no body is answered with 500", async () => {
  using server = new TestServer({ limits: { questionCharacters: 200, seconds: 1, tokens: 200 } });
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...PATHS), text, async (path, body) => {
      const response = await server.fetch(path, { body });
      const answer = await response.text();
      assert.ok([200, 400, 404].includes(response.status), `${response.status}: ${answer}`);
      if (response.status === 200) accepted++;
      else assert.match(JSON.parse(answer).error.message, /^Cannot /);
    }),
    { numRuns: 1500, seed: 1 },
  );
  assert.ok(accepted > 20, `${accepted} were accepted`); // else nothing but refusals was tried
});

Deno.test("no path, method or header is answered with 500", async () => {
  using server = new TestServer();
  const segment = fc.oneof(
    fc.constantFrom("v1", "solves", "solve", "tree", "docs", "health", "..", "%00", "%"),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(segment, { maxLength: 4 }),
      fc.constantFrom("GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD"),
      fc.constantFrom("application/json", "text/plain", "multipart/form-data", ""),
      async (segments, method, type) => {
        const url = URL.parse(`http://localhost/${segments.join("/")}`);
        if (url === null) return;
        const response = await server.app.request(url.href, {
          method,
          headers: type === "" ? {} : { "content-type": type },
        });
        await response.text();
        assert.ok(response.status < 500, `${method} ${url.href}: ${response.status}`);
      },
    ),
    { numRuns: 500, seed: 2 },
  );
});
