/**
 * What a result comes from, as hashes: a result of other bytes is none.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { fileHash } from "@rstar/system/file-hash";

/** What a row comes from. */
export interface Origin {
  /** Of what the answers follow from: question, model and settings. */
  readonly answers: string;
  /** Of what the verdicts follow from besides the answers: ground truth and grader. */
  readonly verdicts: string;
}

/** SHA-256 in hexadecimal of a value as JSON. */
export function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

/** SHA-256 in hexadecimal of the contents of files, in their order. */
export async function hashOfFiles(paths: readonly string[]): Promise<string> {
  const hashes: string[] = [];
  for (const path of paths) hashes.push(await fileHash(path));
  return hashOf(hashes);
}
