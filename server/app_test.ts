import assert from "node:assert/strict";
import { ApiError } from "./api_error.ts";
import { SUM, TestServer } from "./testing/running_server.ts";

Deno.test("GET /health is 503 while the model is being loaded, then 200, and 503 where the engine does not answer", async () => {
  using loading = new TestServer({ loading: true });
  const response = await loading.fetch("/health");
  assert.deepEqual([response.status, (await response.json()).error.code], [503, "loading"]);
  assert.equal((await loading.fetch("/v1/solve", { body: { question: SUM } })).status, 503);
  assert.equal((await loading.fetch("/v1/models")).status, 503);
  assert.equal((await loading.fetch("/v1/solves")).status, 200); // the past is there from the start

  using server = new TestServer();
  assert.deepEqual(await (await server.fetch("/health")).json(), { status: "ok", running: 0, waiting: 0 });
  server.state.ending();
  assert.equal((await server.fetch("/health")).status, 503);

  using broken = new TestServer({ check: () => Promise.reject(new ApiError("engine_failed", "Cannot decode")) });
  assert.equal((await broken.fetch("/health")).status, 503);
});

Deno.test("GET /metrics counts searches, tokens, programs and requests", async () => {
  using server = new TestServer();
  await server.fetch("/v1/solve", { body: { question: SUM } });
  await server.fetch("/v1/solves/none");
  const text = await (await server.fetch("/metrics")).text();
  const value = (name: string) => Number(text.split("\n").find((line) => line.startsWith(`${name} `))?.split(" ")[1]);
  assert.equal(value('rstar_solves_total{status="done"}'), 1);
  assert.ok(value("rstar_tokens_total") > 0);
  assert.ok(value("rstar_rollouts_total") > 0);
  assert.ok(value('rstar_verifier_runs_total{status="ok"}') > 0);
  assert.equal(value("rstar_running_searches"), 0);
  assert.equal(value("rstar_solve_seconds_count"), 1);
  assert.equal(value("rstar_first_step_seconds_count"), 1);
  const requests = 'rstar_http_request_seconds_count{method="GET",route="/v1/solves/:id",status="404"}';
  assert.equal(value(requests), 1, text);
});

Deno.test("only /v1 requires an API key", async () => {
  using server = new TestServer({ keys: ["one", "two"] });
  const status = async (authorization?: string) =>
    (await server.fetch("/v1/models", { headers: authorization === undefined ? {} : { authorization } })).status;
  assert.deepEqual(
    await Promise.all([undefined, "Bearer three", "Bearer ", "one", "Bearer one", "bearer two"].map(status)),
    [401, 401, 401, 401, 200, 200],
  );
  const refused = await server.fetch("/v1/models");
  assert.equal(refused.headers.get("www-authenticate"), "Bearer");
  assert.equal((await refused.json()).error.type, "authentication_error");
  assert.equal((await server.fetch("/health")).status, 200);
});

Deno.test("other origins may call only if they are named", async () => {
  const origin = "https://a.example";
  const allowed = async (options: { readonly origins?: string[] }, from: string) => {
    using server = new TestServer(options);
    const { headers } = await server.fetch("/v1/models", { headers: { origin: from } });
    return headers.get("access-control-allow-origin");
  };
  assert.equal(await allowed({}, origin), null);
  assert.equal(await allowed({ origins: [origin] }, origin), origin);
  assert.equal(await allowed({ origins: [origin] }, "https://b.example"), null);
  assert.equal(await allowed({ origins: ["*"] }, "https://b.example"), "*");
});

Deno.test("every route answers other methods with 405 and what it takes", async () => {
  using server = new TestServer();
  const { paths } = await (await server.fetch("/openapi.json")).json();
  const routes = Object.entries<Record<string, unknown>>({ ...paths, "/": { get: 0 }, "/docs": { get: 0 } });
  for (const [path, methods] of routes) {
    const taken = Object.keys(methods).map((method) => method.toUpperCase());
    for (const method of ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"].filter((one) => !taken.includes(one))) {
      const response = await server.app.request(path.replace(/{\w+}/, "x"), { method });
      assert.equal(response.status, 405, `${method} ${path}`);
      assert.deepEqual(response.headers.get("allow")?.split(", ").filter((one) => one !== "HEAD"), taken);
      assert.equal((await response.json()).error.code, "method_not_allowed");
    }
  }
  assert.equal((await server.fetch("/v1/solves/none")).status, 404);
});

Deno.test("names of JavaScript's own objects are no files, routes or models", async () => {
  using server = new TestServer();
  for (const name of ["constructor", "toString", "valueOf", "__proto__", "hasOwnProperty", "prototype"]) {
    for (const path of [`/docs/${name}`, `/v1/solves/${name}`, `/${name}`, `/v1/${name}`, `/v1/models/${name}`]) {
      assert.equal((await server.fetch(path)).status, 404, path);
    }
    const chat = { model: name, messages: [{ role: "user", content: SUM }] };
    assert.equal((await server.fetch("/v1/chat/completions", { body: chat })).status, 404);
    assert.equal((await server.fetch("/v1/solve", { body: { question: SUM, preset: name } })).status, 400);
  }
});

Deno.test("an empty key is never asked for, as no key would match it", () => {
  for (const keys of [[""], ["one", " "]]) assert.throws(() => new TestServer({ keys }), TypeError);
});

Deno.test("a page of a named origin may ask first without a key, and may read errors and how long to wait", async () => {
  const origin = "https://a.example";
  using server = new TestServer({ origins: [origin], keys: ["one"] });
  const preflight = await server.fetch("/v1/chat/completions", {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type,x-stainless-lang",
    },
  });
  const allowed = (name: string) => preflight.headers.get(`access-control-allow-${name}`) ?? "";
  assert.deepEqual([preflight.status, allowed("origin")], [204, origin]);
  assert.match(allowed("methods"), /\bPOST\b/);
  assert.match(allowed("headers"), /authorization,.*x-stainless-lang/);
  for (const [path, status] of [["/v1/models", 401], ["/v1/models/none", 404], ["/v1/nothing", 404]] as const) {
    const authorization = status === 401 ? "" : "Bearer one";
    const { status: answered, headers } = await server.fetch(path, { headers: { origin, authorization } });
    assert.deepEqual([path, answered, headers.get("access-control-allow-origin")], [path, status, origin]);
    assert.match(headers.get("access-control-expose-headers")!, /retry-after/);
  }
});

Deno.test("HEAD is answered as GET is, without a body", async () => {
  using server = new TestServer();
  for (const path of ["/health", "/v1/models", "/v1/models/sums", "/v1/models/none", "/openapi.json"]) {
    const [head, get] = [await server.fetch(path, { method: "HEAD" }), await server.fetch(path)];
    await get.text();
    assert.deepEqual([path, head.status, head.headers.get("content-type")], [
      path,
      get.status,
      get.headers.get("content-type"),
    ]);
    assert.equal(await head.text(), "");
  }
});

Deno.test("every answer has an id and security headers; what is not there is a 404 in the API's form", async () => {
  using server = new TestServer();
  const response = await server.fetch("/v1/nothing");
  assert.deepEqual([response.status, (await response.json()).error.code], [404, "not_found"]);
  assert.match(response.headers.get("x-request-id")!, /^[\w-]{8,}$/);
  assert.match(response.headers.get("content-security-policy")!, /default-src 'self'/);
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
});

Deno.test("GET /openapi.json describes every route; /docs shows it without loading from elsewhere", async () => {
  using server = new TestServer();
  const { openapi, paths } = await (await server.fetch("/openapi.json")).json();
  assert.equal(openapi, "3.1.0");
  assert.deepEqual(Object.keys(paths).toSorted(), [
    "/health",
    "/metrics",
    "/v1/chat/completions",
    "/v1/completions",
    "/v1/models",
    "/v1/models/{id}",
    "/v1/solve",
    "/v1/solves",
    "/v1/solves/{id}",
    "/v1/solves/{id}/tree",
  ]);
  const page = await (await server.fetch("/docs")).text();
  assert.doesNotMatch(page, /https?:/);
  for (const [, path] of page.matchAll(/(?:src|href)="([^"]+)"/g)) {
    const response = await server.fetch(path);
    assert.equal(response.status, 200);
    assert.ok((await response.text()).length > 20);
  }
  assert.equal((await server.fetch("/docs/../app.ts")).status, 404);
  assert.equal((await server.fetch("/docs/package.json")).status, 404);
});
