/**
 * A server that answers as a package index does, in JSON (PEP 691) or HTML (PEP 503).
 *
 * @module
 */
import assert from "node:assert/strict";
import { sha256Of } from "./sha256_of.ts";

/** An index that runs. Dispose it to end it. */
export interface IndexServer extends AsyncDisposable {
  /** What `PIP_INDEX_URL` is to be. */
  readonly url: string;
  /** Path of each request. */
  readonly requests: string[];
}

/** A wheel that holds a part of a model, made as packages are. */
export async function wheel(part: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const folder = await Deno.makeTempDir();
  await Deno.writeFile(`${folder}/part.bin`, part);
  const program = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1] + '/w.whl', 'w', zipfile.ZIP_DEFLATED);" +
    "z.writestr('p/__init__.py', ''); z.write(sys.argv[1] + '/part.bin', 'p/data/part.bin'); z.close()";
  const { success } = await new Deno.Command("python3", { args: ["-c", program, folder] }).output();
  assert.ok(success);
  const bytes = await Deno.readFile(`${folder}/w.whl`);
  await Deno.remove(folder, { recursive: true });
  return bytes;
}

/** Starts an index of packages, each with version 1.0 as a wheel, and with other files that are not to be taken. */
export function startIndex(
  packages: Readonly<Record<string, Uint8Array<ArrayBuffer>>>,
  { html = false }: { readonly html?: boolean } = {},
): IndexServer {
  const requests: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    requests.push(pathname);
    const name = /^\/(?:simple|files)\/([\w-]+)(?:\/|\.whl)$/.exec(pathname)?.[1] ?? "";
    const bytes = packages[name];
    if (bytes === undefined) return new Response(null, { status: 404 });
    if (pathname.endsWith(".whl")) return new Response(bytes, { headers: { "content-length": String(bytes.length) } });
    const file = `${name.replaceAll("-", "_")}-1.0`;
    const [url, sha256] = [`../../files/${name}.whl`, sha256Of(bytes)];
    if (html) {
      const page = `<!doctype html><a href="/nowhere#sha256=${"0".repeat(64)}">${file}.tar.gz</a><br/>` +
        `<a href="${url}#sha256=${sha256}" data-requires-python="&gt;=3.8">${file}-py3-none-any.whl</a>`;
      return new Response(page, { headers: { "content-type": "text/html" } });
    }
    const hashes = { sha256 };
    return Response.json({
      files: [
        { filename: `${file}.tar.gz`, url: "/nowhere", size: 1, hashes },
        { filename: `${file}-py3-none-any.whl`, url, size: bytes.length, hashes },
      ],
    }, { headers: { "content-type": "application/vnd.pypi.simple.v1+json" } });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/simple`,
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
