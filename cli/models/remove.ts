/**
 * The command `rm`: a model out of the Hugging Face cache.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import {
  byteSize,
  cachedModels,
  CachedRepository,
  type CatalogEntry,
  hubFolder,
  type HubName,
  parseModelName,
  removeFiles,
  removeUnfinished,
} from "@rstar/hub";
import { print } from "../print.ts";

/**
 * Removes a model, and what an unfinished fetch of it left; prints how much that freed to stdout.
 *
 * @param name of the catalogue, or `hf:org/repo:quant` as `models` has it
 * @returns the exit code, 0
 * @throws {RstarError} `model_not_found` where it is not in the cache; `bad_request` where a process is fetching it
 */
export async function removeModel(name: string): Promise<number> {
  const known = parseModelName(name);
  const freed = known && await ("entry" in known ? removeEntry(known.entry) : removeCached(name, known.hub));
  if (freed === undefined) {
    throw new RstarError("model_not_found", `Cannot remove ${name} as the cache at ${hubFolder()} does not have it`);
  }
  const why = freed === 0 ? ", as another revision of the repository has the same bytes" : "";
  print(`Removed ${name}: ${byteSize(freed)} are free again${why}`);
  return 0;
}

/** @returns the bytes that were freed; undefined where there was nothing */
async function removeEntry(entry: CatalogEntry): Promise<number | undefined> {
  const repository = new CachedRepository(hubFolder(), entry.repo);
  let unfinished = 0;
  for (const { sha256 } of entry.files) unfinished += await removeUnfinished(repository, sha256);
  const paths = (await Promise.all(entry.files.map((file) => repository.find(file)))).filter((path) =>
    path !== undefined
  );
  if (paths.length === 0) return unfinished === 0 ? undefined : unfinished;
  return unfinished + await removeFiles(repository, paths);
}

/** @returns the bytes that were freed; undefined where there was nothing */
async function removeCached(name: string, { repo, quant }: HubName): Promise<number | undefined> {
  const models = (await cachedModels(hubFolder())).filter((model) => model.repo === repo);
  const bare = quant?.toLowerCase().replace(/\.gguf$/, "");
  const found = bare === undefined ? models : models.filter((model) => model.name.toLowerCase().endsWith(`:${bare}`));
  if (found.length > 1) {
    const names = found.map((model) => model.name).join(", ");
    throw new RstarError("bad_request", `Cannot remove ${name} as it may be any of ${names}`);
  }
  return found.length === 0 ? undefined : await removeFiles(new CachedRepository(hubFolder(), repo), found[0].paths);
}
