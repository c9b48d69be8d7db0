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

/** The files of a model in GGUF: one, or all parts where `path` is the first of several. */
export function partsOf(path: string): string[] {
  const [, stem, count] = /^(.*)-00001-of-(\d{5})\.gguf$/.exec(path) ?? [];
  if (count === undefined) return [path];
  const numbers = Array.from({ length: Number(count) }, (_, index) => String(index + 1).padStart(5, "0"));
  return numbers.map((number) => `${stem}-${number}-of-${count}.gguf`);
}

/** SHA-256 in hexadecimal of the contents of files, in their order. */
export async function hashOfFiles(paths: readonly string[]): Promise<string> {
  const hashes: string[] = [];
  for (const path of paths) hashes.push(await fileHash(path));
  return hashOf(hashes);
}
