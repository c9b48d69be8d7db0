import assert from "node:assert/strict";
import { variables } from "../testing/mod.ts";
import { findWheel } from "./package_index.ts";

/** An index that answers everything with one text. */
async function answering(text: string, type: string, use: (origin: string, seen: string[]) => Promise<void>) {
  const seen: string[] = [];
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    seen.push(request.headers.get("authorization") ?? "");
    return new Response(text, { headers: { "content-type": type } });
  });
  await use(`127.0.0.1:${server.addr.port}/simple`, seen);
}

const SHA256 = "0123456789abcdef".repeat(4);
const file = (filename: string, url: string) => ({ filename, url, size: 5, hashes: { sha256: SHA256 } });

Deno.test("findWheel() sends the password of the index's address to that index only, and shows it to nobody", async () => {
  const files = [
    file("a-1.0-py3-none-any.whl", "/files/a.whl"),
    file("a-2.0-py3-none-any.whl", "http://other.test/a.whl"),
  ];
  await answering(JSON.stringify({ files }), "application/vnd.pypi.simple.v1+json", async (index, seen) => {
    using _ = variables({ PIP_INDEX_URL: `http://me:p%40ss@${index}/` });
    const authorization = `Basic ${btoa("me:p@ss")}`;
    const own = await findWheel("a", "1.0");
    assert.deepEqual(own, {
      url: new URL("/files/a.whl", `http://${index}`).href,
      headers: { authorization },
      bytes: 5,
      sha256: SHA256,
    });
    assert.deepEqual((await findWheel("a", "2.0")).headers, {});
    assert.deepEqual(seen, [authorization, authorization]);
    await assert.rejects(findWheel("a", "3.0"), {
      message: `Cannot find the wheel of a 3.0 as http://${index}/a/ does not have it`,
    });
  });
});

Deno.test("findWheel() says what is wrong with an index", async () => {
  const cases = [
    ["{", "application/json", /does not answer as a package index does$/],
    ['{"files":[{"filename":"a-1.0-py3-none-any.whl","url":"/a","hashes":{}}]}', "application/json", /its SHA-256$/],
    ["<p>Sign in</p>", "text/html", /does not have it$/],
  ] as const;
  for (const [text, type, message] of cases) {
    await answering(text, type, async (index) => {
      using _ = variables({ PIP_INDEX_URL: `http://${index}` });
      await assert.rejects(findWheel("a", "1.0"), { code: "job_failed", message });
    });
  }
});
