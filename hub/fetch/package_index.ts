/**
 * Finds wheels in a package index: at `PIP_INDEX_URL`, by default that of PyPI, which answers in JSON (PEP 691) or HTML (PEP 503).
 *
 * @module
 * @see https://packaging.python.org/en/latest/specifications/simple-repository-api/
 */
import { z } from "zod";
import { RstarError } from "@rstar/core";
import { ask, type AskOptions } from "./ask.ts";
import type { RemoteFile } from "./transfer.ts";

const indexSchema = z.object({
  files: z.array(z.object({
    filename: z.string(),
    url: z.string(),
    size: z.int().positive().optional(),
    hashes: z.object({ sha256: z.string().optional() }),
  })),
});

/** A file as an index lists it. */
type IndexFile = z.infer<typeof indexSchema>["files"][number];

const ACCEPT = "application/vnd.pypi.simple.v1+json, text/html;q=0.1";

/**
 * Finds the one wheel of a version of a package.
 *
 * @throws {RstarError} `job_failed` where the index cannot be reached, or lacks it
 */
export async function findWheel(name: string, version: string, options: AskOptions = {}): Promise<RemoteFile> {
  const { index, headers } = packageIndex();
  const url = `${index}/${name}/`;
  const { signal, reachMs } = options;
  const cannot = (reason: string): RstarError =>
    new RstarError("job_failed", `Cannot find the wheel of ${name} ${version} as ${reason}`);
  const response = await ask(url, { headers: { ...headers, accept: ACCEPT }, signal, reachMs });
  const text = await response.text();
  const files = /json/.test(response.headers.get("content-type") ?? "") ? fromJson(text) : fromHtml(text);
  if (files === undefined) throw cannot(`${url} does not answer as a package index does`);
  const wheel = files.find(({ filename }) => filename.endsWith(".whl") && filename.split("-")[1] === version);
  if (wheel === undefined) throw cannot(`${url} does not have it`);
  const { sha256 } = wheel.hashes;
  if (sha256 === undefined) throw cannot(`${url} does not tell its SHA-256`);
  const at = new URL(wheel.url, response.url || url).href;
  const own = new URL(at).origin === new URL(url).origin ? headers : {};
  const bytes = wheel.size ?? await lengthOf(at, { headers: own, signal, reachMs });
  if (bytes === undefined) throw cannot(`${at} does not tell its length`);
  return { url: at, headers: own, bytes, sha256 };
}

/** Where the index is, without the name and password that its address may have, and the header that says these. */
function packageIndex(): { readonly index: string; readonly headers: Readonly<Record<string, string>> } {
  const url = new URL(Deno.env.get("PIP_INDEX_URL") || "https://pypi.org/simple");
  const secret = [url.username, url.password].map(decodeURIComponent).join(":");
  url.username = url.password = "";
  const headers: Record<string, string> = secret === ":" ? {} : { authorization: `Basic ${btoa(secret)}` };
  return { index: url.href.replace(/\/+$/, ""), headers };
}

function fromJson(text: string): IndexFile[] | undefined {
  try {
    return indexSchema.safeParse(JSON.parse(text)).data?.files;
  } catch {
    return undefined;
  }
}

/** The anchors of a page: `<a href="../a-1.0-py3-none-any.whl#sha256=…">a-1.0-py3-none-any.whl</a>`. */
function fromHtml(text: string): IndexFile[] {
  return [...text.matchAll(/<a\s[^>]*?href\s*=\s*["']([^"'#]+)(?:#sha256=([0-9a-f]{64}))?[^>]*>\s*([^<]+?)\s*<\/a>/gi)]
    .map(([, href, sha256, filename]) => ({ filename, url: href.replaceAll("&amp;", "&"), hashes: { sha256 } }));
}

async function lengthOf(url: string, options: AskOptions): Promise<number | undefined> {
  const response = await ask(url, {
    ...options,
    method: "HEAD",
    headers: { ...options.headers, "accept-encoding": "identity" },
  });
  return Number(response.headers.get("content-length")) || undefined;
}
