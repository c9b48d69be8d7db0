/**
 * Takes models out of the Hugging Face cache.
 *
 * @module
 */
import { dirname } from "node:path";
import { RstarError } from "@rstar/core";
import { entriesOf, snapshotFiles } from "./snapshots.ts";
import { fileLock } from "./file_lock.ts";
import type { CachedRepository } from "./repository.ts";

/**
 * Removes files of a revision, each with its bytes unless another revision has them too, and the folders that are empty then.
 *
 * @param paths of files in the repository's snapshots
 * @returns the number of bytes that were freed
 */
export async function removeFiles(repository: CachedRepository, paths: readonly string[]): Promise<number> {
  let freed = 0;
  for (const path of paths) {
    const blob = await Deno.readLink(path).then((target) => target.split(/[\\/]/).at(-1), () => undefined);
    const { size } = await Deno.stat(path);
    await Deno.remove(path);
    await removeEmpty(dirname(path), repository.path);
    if (blob !== undefined && await isLinked(repository, blob)) continue;
    if (blob !== undefined) await Deno.remove(repository.blob(blob));
    freed += size;
  }
  await tidy(repository);
  return freed;
}

/**
 * Removes what an unfinished fetch of a file left.
 *
 * @returns the number of bytes that were freed
 * @throws {RstarError} `bad_request` where a process is fetching it
 */
export async function removeUnfinished(repository: CachedRepository, sha256: string): Promise<number> {
  const left = [`${repository.blob(sha256)}.incomplete`, `${repository.blob(sha256)}.wheels`];
  const sizes = await Promise.all(left.map(sizeOf));
  if (sizes.every((size) => size === 0)) return 0;
  const onWait = () => {
    throw new RstarError(
      "bad_request",
      "Cannot remove what has arrived as another process fetches the rest: end it first",
    );
  };
  using _ = await fileLock(repository.lock(sha256), { onWait });
  for (const path of left) await Deno.remove(path, { recursive: true }).catch(() => {});
  await tidy(repository);
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Whether a file of any revision is a link to these bytes. */
async function isLinked(repository: CachedRepository, blob: string): Promise<boolean> {
  for (const revision of await repository.revisions()) {
    const snapshot = `${repository.path}/snapshots/${revision}`;
    for (const file of await snapshotFiles(snapshot)) {
      const target = await Deno.readLink(`${snapshot}/${file}`).catch(() => "");
      if (target.split(/[\\/]/).at(-1) === blob) return true;
    }
  }
  return false;
}

/** Removes the repository's folders that hold nothing, and its branches where no revision is left. */
async function tidy(repository: CachedRepository): Promise<void> {
  const { path } = repository;
  if ((await repository.revisions()).length === 0) {
    await Deno.remove(`${path}/refs`, { recursive: true }).catch(() => {});
  }
  for (const folder of ["snapshots", "blobs"]) await Deno.remove(`${path}/${folder}`).catch(() => {});
  await Deno.remove(path).catch(() => {});
}

/** Removes a folder, and those above it up to `end`, as long as they are empty. */
async function removeEmpty(folder: string, end: string): Promise<void> {
  for (let at = folder; at.length > end.length; at = dirname(at)) {
    if ((await entriesOf(at)).length > 0) return;
    await Deno.remove(at);
  }
}

/** The length of a file, or of all files in a folder; 0 where nothing is. */
async function sizeOf(path: string): Promise<number> {
  const info = await Deno.stat(path).catch(() => null);
  if (!info?.isDirectory) return info?.size ?? 0;
  const sizes = await Promise.all((await entriesOf(path)).map(({ name }) => sizeOf(`${path}/${name}`)));
  return sizes.reduce((sum, size) => sum + size, 0);
}
