import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type RemoteFile, transfer } from "./transfer.ts";

const CONTENT = crypto.getRandomValues(new Uint8Array(50_000));
const SHA256 = createHash("sha256").update(CONTENT).digest("hex");

interface Seen {
  readonly path: string;
  readonly range: string | null;
  readonly authorization: string | null;
}

/** A server as hubs are: redirects to storage, ranges, and whatever `respond` makes go wrong. */
async function withServer(
  respond: (start: number, attempt: number) => Response | undefined,
  use: (file: RemoteFile, seen: readonly Seen[]) => Promise<void>,
): Promise<void> {
  const seen: Seen[] = [];
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    const range = request.headers.get("range");
    seen.push({ path: pathname, range, authorization: request.headers.get("authorization") });
    if (pathname === "/resolve") return new Response(null, { status: 302, headers: { location: "/storage" } });
    const start = Number(/bytes=(\d+)-/.exec(range ?? "")?.[1] ?? 0);
    return respond(start, seen.length) ?? new Response(CONTENT.subarray(start), { status: 206 });
  });
  const url = `http://127.0.0.1:${server.addr.port}/resolve`;
  await use({ url, headers: { authorization: "Bearer t" }, bytes: CONTENT.length, sha256: SHA256 }, seen);
}

const newPath = async (): Promise<string> => `${await Deno.makeTempDir()}/blobs/file`;

/** The first `count` bytes from `start`, then the end of the connection. */
const cut = (start: number, count: number): Response =>
  new Response(CONTENT.subarray(start, start + count), { status: 206 });

Deno.test("transfer() follows redirects, and goes on where a connection was cut", async () => {
  const path = await newPath();
  let cuts = 0;
  await withServer((start) => cuts++ < 3 ? cut(start, 9_000) : undefined, async (file, seen) => {
    const progress: number[] = [];
    await transfer(file, path, { onBytes: (bytes) => progress.push(bytes) });
    const ranges = seen.filter(({ path }) => path === "/storage").map(({ range }) => range);
    assert.deepEqual(ranges, ["bytes=0-", "bytes=9000-", "bytes=18000-", "bytes=27000-"]);
    assert.deepEqual(progress, progress.toSorted((a, b) => a - b));
    assert.equal(progress.at(-1), CONTENT.length);
  });
  assert.deepEqual(await Deno.readFile(path), CONTENT);
  await assert.rejects(Deno.stat(`${path}.incomplete`), Deno.errors.NotFound);
});

Deno.test("transfer() keeps what a killed process had, and begins again where the server knows no ranges", async () => {
  for (const ranges of [true, false]) {
    const path = await newPath();
    await Deno.mkdir(path.replace(/\/file$/, ""));
    await Deno.writeFile(`${path}.incomplete`, CONTENT.subarray(0, 20_000));
    await withServer(() => ranges ? undefined : new Response(CONTENT), async (file, seen) => {
      await transfer(file, path);
      assert.equal(seen.at(-1)!.range, "bytes=20000-");
    });
    assert.deepEqual(await Deno.readFile(path), CONTENT);
  }
});

Deno.test("transfer() deletes what has another hash, and says so", async () => {
  const path = await newPath();
  await withServer(() => new Response(CONTENT.toReversed(), { status: 206 }), async (file) => {
    await assert.rejects(transfer(file, path), /not the file with SHA-256 [0-9a-f]{64}; it was deleted/);
  });
  for (const left of [path, `${path}.incomplete`]) await assert.rejects(Deno.stat(left), Deno.errors.NotFound);
});

Deno.test("transfer() gives up at once where it is refused, and after four empty connections", async () => {
  for (const [status, message] of [[401, /set HF_TOKEN/], [404, /HTTP 404/]] as const) {
    await withServer(() => new Response(null, { status }), async (file, seen) => {
      await assert.rejects(transfer(file, await newPath()), message);
      assert.equal(seen.length, 2);
    });
  }
  await withServer((start) => cut(start, 0), async (file, seen) => {
    await assert.rejects(transfer(file, await newPath(), { pauseMs: 1 }), /4 connections in a row brought nothing/);
    assert.equal(seen.length, 8);
  });
});

Deno.test("transfer() leaves a connection that brings nothing", async () => {
  const path = await newPath();
  let silent = true;
  const hang = (): Response | undefined => {
    if (!silent) return undefined;
    silent = false;
    return new Response(new ReadableStream({}), { status: 206 });
  };
  await withServer(hang, async (file) => await transfer(file, path, { stallMs: 100 }));
  assert.deepEqual(await Deno.readFile(path), CONTENT);
});

Deno.test("transfer() refuses a file that the disk has no room for", async () => {
  await withServer(() => undefined, async (file) => {
    await assert.rejects(
      transfer({ ...file, bytes: 2 ** 60 }, await newPath()),
      /Cannot fetch 1152922 TB as the disk/,
    );
  });
});
