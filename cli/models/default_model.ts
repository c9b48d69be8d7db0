/**
 * The model that commands take where none is named.
 *
 * @module
 */
import { CachedRepository, CATALOG, hubFolder } from "@rstar/hub";
import { EMBEDDED_MODEL } from "@rstar/solver";

/** What a person is advised to fetch who has the embedded model alone: the best that answers on a laptop in half a minute. */
export const ADVISED_MODEL = "qwen2.5-coder-1.5b";

/** The largest model of the catalogue that was pulled, by its name; else the path of the embedded one. */
export async function defaultModel(): Promise<string> {
  const root = hubFolder();
  for (const { name, repo, files } of CATALOG.toReversed()) {
    if (await new CachedRepository(root, repo).findAll(files)) return name;
  }
  return EMBEDDED_MODEL;
}
