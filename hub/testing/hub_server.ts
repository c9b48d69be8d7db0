/**
 * A server that answers as the Hugging Face hub does: a list of files, and files by a redirect to storage on another host.
 *
 * @module
 */
import { setTimeout as delay } from "node:timers/promises";
import { sha256Of } from "./sha256_of.ts";

/** What the hub has, and how badly it gives it. */
export interface HubServerOptions {
  /** Its only repository. */
  readonly repo: string;
  /** Files by path; those whose names end in `.md` are small ones of git. */
  readonly files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** The token without which the repository is not given. Default: none is needed. */
  readonly token?: string;
  /** Connections of storage that are cut, and after how many bytes. Default none. */
  cuts?: { readonly count: number; readonly bytes: number };
  /** Bytes that storage sends in 50 ms. Default all at once. */
  pace?: number;
  /** Files on a page of a list. Default all. */
  readonly pageSize?: number;
}

/** A hub that runs. Dispose it to end it. */
export interface HubServer extends AsyncDisposable {
  /** What `HF_ENDPOINT` is to be. */
  readonly url: string;
  /** The commit that the main branch is at. */
  readonly commit: string;
  /** Path of each request, with the range in front of those to storage. */
  readonly requests: string[];
}

/** Starts a hub; changes of `options` count from the next request on. */
export function startHub(options: HubServerOptions): HubServer {
  const { repo, files, token, pageSize = Infinity } = options;
  const requests: string[] = [];
  const commit = sha256Of(new TextEncoder().encode(JSON.stringify(Object.keys(files)))).slice(0, 40);
  let connections = 0;

  const storage = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {}, onError: () => lost() }, (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const range = request.headers.get("range");
    requests.push(`${range} ${pathname}`);
    if (request.headers.has("authorization")) return new Response("two ways to authorise", { status: 400 });
    if (searchParams.get("Signature") !== "s") return new Response(null, { status: 403 });
    const content = files[decodeURIComponent(pathname.slice(1))];
    const start = Number(/bytes=(\d+)-/.exec(range ?? "")?.[1] ?? 0);
    const { cuts = { count: 0, bytes: 0 }, pace = content.length } = options;
    const end = connections++ < cuts.count ? start + cuts.bytes : content.length;
    return new Response(body(content.subarray(start), { end: end - start, pace }), {
      status: range === null ? 200 : 206,
      headers: { "content-length": String(content.length - start), etag: `"${sha256Of(content)}"` },
    });
  });

  const hub = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { pathname, search, searchParams, origin } = new URL(request.url);
    requests.push(`${request.method} ${pathname}`);
    const isGiven = token === undefined || request.headers.get("authorization") === `Bearer ${token}`;
    if (!isGiven) return new Response("Access to this repo is restricted", { status: 401 });
    if (pathname === `/api/models/${repo}/tree/main` && search.includes("recursive=true")) {
      const from = Number(searchParams.get("cursor") ?? 0);
      const rows = Object.entries(files).map(([path, content]) => row(path, content));
      const next = `<${origin}${pathname}?recursive=true&cursor=${from + pageSize}>; rel="next"`;
      const headers: HeadersInit = from + pageSize < rows.length ? { link: next } : {};
      return Response.json(rows.slice(from, from + pageSize), { headers });
    }
    const [, revision, path] = new RegExp(`^/${repo}/resolve/([^/]+)/(.+)$`).exec(pathname) ?? [];
    const content = path && files[decodeURIComponent(path)];
    if (!content || !["main", commit].includes(revision)) return new Response("Entry not found", { status: 404 });
    return new Response(null, {
      status: 302,
      headers: {
        location: `http://127.0.0.1:${storage.addr.port}/${path}?Signature=s`,
        "x-repo-commit": commit,
        "x-linked-size": String(content.length),
        "x-linked-etag": `"${sha256Of(content)}"`,
      },
    });
  });

  return {
    url: `http://127.0.0.1:${hub.addr.port}`,
    commit,
    requests,
    async [Symbol.asyncDispose]() {
      await Promise.all([hub.shutdown(), storage.shutdown()]);
    },
  };
}

/** A file in a list, as the hub writes it. */
function row(path: string, content: Uint8Array): unknown {
  const isSmall = path.endsWith(".md");
  const lfs = { oid: sha256Of(content), size: content.length, pointerSize: 134 };
  return { type: "file", oid: "0".repeat(40), size: content.length, path, ...(!isSmall && { lfs }) };
}

/** The bytes, `pace` in 50 ms, of which the connection brings only those before `end`. */
function body(content: Uint8Array, { end, pace }: { readonly end: number; readonly pace: number }): ReadableStream {
  let sent = 0;
  const gone = new AbortController();
  return new ReadableStream({
    async pull(controller) {
      if (sent >= content.length) return controller.close();
      if (sent >= end) return controller.error(new Error("cut"));
      const next = Math.min(end, sent + Math.max(1, pace));
      controller.enqueue(content.slice(sent, next));
      sent = next;
      await delay(sent < content.length ? 50 : 0, undefined, { signal: gone.signal }).catch(() => {});
    },
    cancel: () => gone.abort(),
  });
}

function lost(): Response {
  return new Response(null, { status: 500 });
}
