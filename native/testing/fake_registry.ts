/**
 * An npm registry on this machine with one tiny package for each of llama.cpp's, for tests of what is fetched from it.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { PACKAGE_VERSION } from "../library/packages.ts";

/** The folder that the packages of {@linkcode packageArchive} report. */
export const BINS_FOLDER = "/bins";

/** The archive of a package; `remark` is a comment in it, so that two archives may differ in a byte. */
export function packageArchive(name: string, remark: string): Uint8Array<ArrayBuffer> {
  const manifest = { name: `@node-llama-cpp/${name}`, version: PACKAGE_VERSION, type: "module", main: "index.js" };
  const source = `export const getBinsDir = () => ({ binsDir: "${BINS_FOLDER}" }); // ${remark}\n`;
  const files = [tarEntry("package.json", JSON.stringify(manifest)), tarEntry("index.js", source)];
  return gzipSync(new Uint8Array([...files.flat(), ...new Uint8Array(1024)])) as Uint8Array<ArrayBuffer>;
}

/** The hash of an archive as a registry and a lock write it. */
export function integrityOf(archive: Uint8Array): string {
  return `sha512-${createHash("sha512").update(archive).digest("base64")}`;
}

/**
 * Serves archives by the names of their packages, each with its own hash, to every Deno that this process starts meanwhile;
 * these begin with an empty cache.
 */
export function serveRegistry(archiveOf: (name: string) => Uint8Array<ArrayBuffer>): AsyncDisposable {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ url }) => {
    const { origin, pathname } = new URL(url);
    const path = decodeURIComponent(pathname);
    const [, name] = /^\/@node-llama-cpp\/([\w-]+)/.exec(path) ?? [];
    if (name === undefined) return new Response(null, { status: 404 });
    const archive = archiveOf(name);
    if (path.endsWith(".tgz")) return new Response(archive);
    const version = {
      name: `@node-llama-cpp/${name}`,
      version: PACKAGE_VERSION,
      dist: { integrity: integrityOf(archive), tarball: `${origin}/@node-llama-cpp/${name}/-/${name}.tgz` },
    };
    return Response.json({
      name: version.name,
      "dist-tags": { latest: PACKAGE_VERSION },
      versions: { [PACKAGE_VERSION]: version },
    });
  });
  const cache = Deno.makeTempDirSync();
  const variables = { NPM_CONFIG_REGISTRY: `http://127.0.0.1:${server.addr.port}`, DENO_DIR: cache };
  const before = Object.keys(variables).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
  return {
    async [Symbol.asyncDispose]() {
      for (const [name, value] of before) {
        if (value === undefined) Deno.env.delete(name);
        else Deno.env.set(name, value);
      }
      await server.shutdown();
      await Deno.remove(cache, { recursive: true });
    },
  };
}

/** A file of a tar archive in the format of POSIX, its bytes filled up to whole blocks. */
function tarEntry(name: string, text: string): number[] {
  const content = new TextEncoder().encode(text);
  const header = new Uint8Array(512);
  const put = (offset: number, field: string) => header.set(new TextEncoder().encode(field), offset);
  put(0, `package/${name}`);
  put(100, "0000644");
  put(124, content.length.toString(8).padStart(11, "0"));
  put(148, " ".repeat(8)); // the checksum counts itself as spaces
  put(156, "0");
  put(257, "ustar\x0000");
  put(148, header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, "0") + "\0");
  return [...header, ...content, ...new Uint8Array((512 - content.length % 512) % 512)];
}
