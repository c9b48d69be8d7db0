import assert from "node:assert/strict";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { SUM, TestServer } from "./testing/running_server.ts";

const JSON_TEXT = JSON.stringify({ question: SUM });

async function posted(server: TestServer, body: string | Uint8Array, encoding?: string) {
  const response = await server.app.request("/v1/solve", {
    method: "POST",
    body: body as BodyInit,
    headers: { "content-type": "application/json", ...(encoding !== undefined && { "content-encoding": encoding }) },
  });
  const { result, error } = await response.json();
  return { status: response.status, answer: result?.answer, error };
}

Deno.test("bodies are read as gzip, deflate with and without zlib's header, and as they are", async () => {
  using server = new TestServer();
  for (
    const [encoding, body] of [
      ["gzip", gzipSync(JSON_TEXT)],
      ["X-GZip", gzipSync(JSON_TEXT)],
      ["deflate", deflateSync(JSON_TEXT)],
      ["deflate", deflateRawSync(JSON_TEXT)],
      ["identity, gzip", gzipSync(JSON_TEXT)],
      ["identity", JSON_TEXT],
      ["", JSON_TEXT],
    ] as const
  ) {
    assert.deepEqual([encoding, (await posted(server, body, encoding)).answer], [encoding, "21"]);
  }
});

Deno.test("a body of another encoding is a 415 that says which are read", async () => {
  using server = new TestServer();
  for (const encoding of ["br", "zstd", "gzip, gzip", "utf-8"]) {
    const { status, error } = await posted(server, JSON_TEXT, encoding);
    assert.deepEqual([encoding, status, error.code], [encoding, 415, "unsupported_media_type"]);
    assert.match(error.message, /^Cannot read the body .*gzip, deflate, identity/);
  }
});

Deno.test("a body that is cut, or not what its encoding says, is a 400", async () => {
  using server = new TestServer();
  const zipped = gzipSync(JSON_TEXT);
  for (
    const [encoding, body] of [["gzip", JSON_TEXT], ["gzip", zipped.subarray(0, -9)], ["deflate", zipped]] as const
  ) {
    const { status, error } = await posted(server, body, encoding);
    assert.deepEqual([status, error.code], [400, "bad_request"]);
    assert.match(error.message, new RegExp(`it is not ${encoding}$`));
  }
});

Deno.test("a body is bounded as it comes and decoded: 64 MiB of zeros in 64 KiB are not kept", async () => {
  using server = new TestServer({ bodyBytes: 80_000 });
  const bomb = gzipSync(new Uint8Array(64 << 20));
  assert.ok(bomb.length < 80_000);
  for (const [body, encoding] of [[bomb, "gzip"], [new Uint8Array(80_001), undefined]] as const) {
    const { status, error } = await posted(server, body, encoding);
    assert.deepEqual([status, error.code], [413, "request_too_large"]);
  }
});

Deno.test("a body that is not UTF-8 is refused in a sentence; a byte order mark is not", async () => {
  using server = new TestServer();
  const latin1 = Uint8Array.from(JSON.stringify({ question: "Größe von 3?" }), (letter) => letter.charCodeAt(0));
  for (const body of [latin1, Uint8Array.of(0xff, 0xfe, 0x7b, 0), gzipSync(latin1)]) {
    const { status, error } = await posted(server, body, body[0] === 0x1f ? "gzip" : undefined);
    assert.deepEqual([status, error.code, error.message], [
      400,
      "bad_request",
      "Cannot read the body as it is not UTF-8",
    ]);
  }
  assert.equal((await posted(server, `\ufeff${JSON_TEXT}`)).answer, "21");
});
