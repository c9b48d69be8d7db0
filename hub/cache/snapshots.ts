/**
 * The Hugging Face cache, read as its own library reads it: where it is, which revision counts, which files that has.
 *
 * @module
 * @see https://huggingface.co/docs/huggingface_hub/guides/manage-cache
 */
import { join } from "node:path";
import { readIfThere } from "@rstar/system";
import { userHome, userPath } from "@rstar/system/user-path";

/** The folder of the Hugging Face cache: `HF_HUB_CACHE`, else `hub` in `HF_HOME`, which is in the user's cache folder by default. */
export function hubFolder(): string {
  const named = (name: string): string | undefined => {
    const path = Deno.env.get(name);
    return path ? userPath(path) : undefined;
  };
  const home = () => join(named("XDG_CACHE_HOME") ?? join(userHome() ?? userPath("."), ".cache"), "huggingface");
  return named("HF_HUB_CACHE") ?? named("HUGGINGFACE_HUB_CACHE") ?? join(named("HF_HOME") ?? home(), "hub");
}

/** The name of a model repository's folder in the cache. */
export function repositoryName(repo: string): string {
  return `models--${repo.replaceAll("/", "--")}`;
}

/** The repository whose folder has that name; undefined where it is none of models. */
export function repositoryOf(name: string): string | undefined {
  return /^models--(.+?)--(.+)$/.exec(name)?.slice(1).join("/");
}

/**
 * The folder of a repository's files: the revision that `refs/main` names, else, where nothing does, the newest one.
 *
 * @param folder of the repository in the cache, such as `models--org--name`
 * @returns undefined where it has none
 */
export async function hubSnapshot(folder: string): Promise<string | undefined> {
  const main = await readIfThere(join(folder, "refs", "main")).catch(() => null);
  if (main !== null) {
    const snapshot = join(folder, "snapshots", main.trim());
    return await isFolder(snapshot) ? snapshot : undefined;
  }
  const revisions = (await entriesOf(join(folder, "snapshots"))).filter(({ isDirectory }) => isDirectory);
  const dated = await Promise.all(revisions.map(async ({ name }) => {
    const path = join(folder, "snapshots", name);
    return { path, at: (await Deno.stat(path)).mtime?.getTime() ?? 0 };
  }));
  return dated.sort((a, b) => b.at - a.at || (a.path < b.path ? -1 : 1))[0]?.path;
}

/** The files of a snapshot, in its sub-folders too: paths relative to it, sorted. Links to files that are gone are left out. */
export async function snapshotFiles(snapshot: string): Promise<string[]> {
  const inFolder = async (folder: string): Promise<string[]> => {
    const found = (await entriesOf(join(snapshot, folder))).map(async ({ name, isDirectory }) => {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (isDirectory) return await inFolder(path);
      return await Deno.stat(join(snapshot, path)).then(({ isFile }) => isFile, () => false) ? [path] : [];
    });
    return (await Promise.all(found)).flat();
  };
  return (await inFolder("")).sort();
}

/** The entries of a folder; none where it is missing or no folder. */
export async function entriesOf(folder: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return [];
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
}
