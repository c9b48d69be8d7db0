/**
 * Room on the disk, looked at before it is needed.
 *
 * @module
 */
import { statfs } from "node:fs/promises";
import { RstarError } from "@rstar/core";
import { byteSize } from "./byte_size.ts";

/**
 * Checks that the disk of a folder, which is there, has room for so many bytes more.
 *
 * @throws {RstarError} `storage_failed` where it has not
 */
export async function requireSpace(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= needed) return;
  throw new RstarError(
    "storage_failed",
    `Cannot fetch ${byteSize(needed)} as the disk of ${folder} has ${byteSize(free)} free`,
  );
}
