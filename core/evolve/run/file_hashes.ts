/**
 * Hashes of files, by which a manifest names what a round read and made.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** SHA-256 in hexadecimal of the files that exist, by path relative to `folder`. */
export async function fileHashes(folder: string, paths: readonly string[]): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const path of paths) {
    const hash = await fileHash(`${folder}/${path}`);
    if (hash !== null) hashes[path] = hash;
  }
  return hashes;
}

/** SHA-256 of a file; null where there is none. */
async function fileHash(path: string): Promise<string | null> {
  try {
    using file = await Deno.open(path);
    const hash = createHash("sha256");
    for await (const chunk of file.readable) hash.update(chunk);
    return hash.digest("hex");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
