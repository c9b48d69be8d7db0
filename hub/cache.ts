/**
 * Where a fetched model lies: in the Hugging Face cache, laid out as its own library does, so that other programs find it too.
 *
 * @module
 * @see https://huggingface.co/docs/huggingface_hub/guides/manage-cache
 */
import { dirname } from "node:path";
import { exists, writeWhole } from "@rstar/system";
import type { CatalogEntry } from "./catalog.ts";

/** The paths of one file of a repository in the cache. */
export interface CachedFile {
  /** What is opened: a link into `blobs`. */
  readonly path: string;
  /** The bytes, named by their hash. */
  readonly blob: string;
}

/** Where the file of a model lies in the cache at `root`; it need not exist. */
export function cachedFile(root: string, { repo, revision, file, sha256 }: CatalogEntry): CachedFile {
  const folder = `${root}/models--${repo.replace("/", "--")}`;
  return { path: `${folder}/snapshots/${revision}/${file}`, blob: `${folder}/blobs/${sha256}` };
}

/** Gives the bytes of `blobs` their name in the revision, and the repository a main revision where it has none. */
export async function publish({ path, blob }: CachedFile, revision: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.remove(path).catch(() => {}); // a link to bytes that are gone
  await Deno.symlink(`../../blobs/${blob.split("/").at(-1)}`, path);
  const main = `${dirname(dirname(blob))}/refs/main`;
  if (await exists(main)) return;
  await Deno.mkdir(dirname(main), { recursive: true });
  await writeWhole(main, revision);
}
