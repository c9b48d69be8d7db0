/**
 * The hash by which files are told apart.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** SHA-256 of bytes in hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
