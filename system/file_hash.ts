/**
 * The hash of a file.
 *
 * @module
 */
import { createHash } from "node:crypto";

/**
 * SHA-256 in hexadecimal of a file's content, whatever its size.
 *
 * @throws {Error} any error of reading
 */
export async function fileHash(path: string): Promise<string> {
  using file = await Deno.open(path);
  const hash = createHash("sha256");
  for await (const chunk of file.readable) hash.update(chunk);
  return hash.digest("hex");
}
