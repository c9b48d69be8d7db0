import assert from "node:assert/strict";
import { listeningServer, TestServer } from "./testing/running_server.ts";

/** The status line of an answer to a request written by hand, with any `Host`. */
async function statusOf(url: string, target: string, host: string, method = "GET"): Promise<number> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(url).port) });
  const head = `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nConnection: close\r\n\r\n`;
  await connection.write(new TextEncoder().encode(head));
  const answer = new Uint8Array(64);
  await connection.read(answer);
  return Number(new TextDecoder().decode(answer).split(" ")[1]);
}

Deno.test("a local server answers to its local names and those it was given, on any port, and to no other", async () => {
  await using at = await listeningServer({ hosts: ["maths.example"] });
  for (
    const host of ["localhost", "LOCALHOST:80", "127.0.0.1", "127.9.8.7:1", "[::1]", "[::1]:8080"]
  ) assert.equal(await statusOf(at.url, "/v1/solves", host), 200, host);
  assert.equal(await statusOf(at.url, "/v1/solves", "Maths.example:8443"), 200);
  for (
    const host of [
      "attacker.example",
      "attacker.example:8080",
      "127.0.0.1.attacker.example",
      "localhost.attacker.example",
      "sub.maths.example",
      "10.0.0.1",
      "0.0.0.0",
      "[::2]",
    ]
  ) {
    for (const path of ["/", "/v1/solves", "/health", "/nothing"]) {
      assert.equal(await statusOf(at.url, path, host), 421, host + path);
    }
    assert.equal(await statusOf(at.url, "/v1/solve", host, "OPTIONS"), 421);
    assert.equal(await statusOf(at.url, "http://localhost/health", host), 421);
  }
  assert.equal(await statusOf(at.url, "http://attacker.example/health", "localhost"), 421);
});

Deno.test("whoever asks for a refused host is told why, also a page of an allowed origin", async () => {
  using server = new TestServer({ hosts: [], origins: ["http://attacker.example"] });
  const response = await server.app.request("http://attacker.example/v1/solves");
  assert.equal(response.status, 421);
  assert.match((await response.json()).error.message, /^Cannot answer for host "attacker\.example" as .*--hosts/);
});

Deno.test("without a list every name is served, as behind a proxy", async () => {
  using server = new TestServer();
  assert.equal((await server.app.request("http://maths.example/v1/solves")).status, 200);
});
