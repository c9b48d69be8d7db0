/**
 * Hashes of files, by which a manifest names what a round read and made.
 *
 * @module
 */
import { fileHash } from "@rstar/system/file-hash";

/** SHA-256 in hexadecimal of the files that exist, by path relative to `folder`. */
export async function fileHashes(folder: string, paths: readonly string[]): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const path of paths) {
    try {
      hashes[path] = await fileHash(`${folder}/${path}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return hashes;
}
