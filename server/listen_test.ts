import assert from "node:assert/strict";
import { listen } from "./listen.ts";
import { listeningServer, SUM } from "./testing/running_server.ts";

Deno.test("listen() serves requests without a body, with one, and with one of unknown length", async () => {
  await using at = await listeningServer();
  const missing = await fetch(`${at.url}/v1/solves/none`, { method: "DELETE" });
  assert.deepEqual([missing.status, (await missing.json()).error.code], [404, "not_found"]);
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ question: SUM });
  for (const sent of [body, new Blob([body]).stream()]) {
    const response = await fetch(`${at.url}/v1/solve`, { method: "POST", headers, body: sent });
    assert.equal((await response.json()).result.answer, "21");
  }
  const large = new Blob([JSON.stringify({ question: "x".repeat(300_000) })]).stream();
  const refused = await fetch(`${at.url}/v1/solve`, { method: "POST", headers, body: large });
  assert.deepEqual([refused.status, (await refused.json()).error.code], [413, "request_too_large"]);
});

Deno.test("listen() passes methods on that no Request may have", async () => {
  await using at = await listeningServer();
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(at.url).port) });
  const request = "TRACE /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  await connection.write(new TextEncoder().encode(request));
  const answer = new Uint8Array(4096);
  const text = new TextDecoder().decode(answer.subarray(0, (await connection.read(answer))!));
  assert.match(text, /^HTTP\/1\.1 405 [^]*\r\nallow: GET, HEAD\r\n/i);
});

Deno.test("listen() throws where the port is taken or there is no such address", async () => {
  await using at = await listeningServer();
  const port = Number(new URL(at.url).port);
  const fetch = () => new Response();
  await assert.rejects(listen(fetch, { host: "127.0.0.1", port }), {
    code: "bad_request",
    message: /^Cannot listen on /,
  });
  await assert.rejects(listen(fetch, { host: "192.0.2.1", port: 0 }), { code: "bad_request" });
});
