/**
 * The Hugging Face cache, read as its own library reads it: where it is, which revision counts, and which file of a repository
 * is the model.
 *
 * @module
 * @see https://huggingface.co/docs/huggingface_hub/guides/manage-cache
 */
import { basename, join } from "node:path";
import { PolicyError } from "@rstar/core";
import { readIfThere, systemReason } from "@rstar/system";
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

/** Files beside a model that are none: the projector of its images, statistics for quantising it. */
const NO_MODEL_REGEXP = /mmproj|imatrix/i;
/** A part of a model that is split over several files. */
const PART_REGEXP = /-(?<part>\d{5})-of-(?<parts>\d{5})$/;
/** What a repository is downloaded for most, where a name does not say which. */
const USUAL_QUANT = "q4_k_m";

/** A model of a repository: the path of its file, or of the first of its parts. */
interface HubModel {
  readonly path: string;
  /** The path without `.gguf` and without the number of the part, in lower case. */
  readonly stem: string;
  /** Parts that are missing. */
  readonly missing: number;
}

/**
 * The GGUF file of a repository in the Hugging Face cache; of a split model its first part, behind which llama.cpp finds the
 * others.
 *
 * @param quant number format as file names have it (`Q4_K_M`), or a file's whole name. Default: the only model, `Q4_K_M`, or the
 * first by name
 * @returns undefined where the cache does not have it
 * @throws {PolicyError} `model_not_found` where the cache cannot be read, or parts of the model are missing
 */
export async function hubModel(repository: string, quant?: string): Promise<string | undefined> {
  try {
    const snapshot = await hubSnapshot(join(hubFolder(), `models--${repository.replaceAll("/", "--")}`));
    if (snapshot === undefined) return undefined;
    const models = modelsIn(await snapshotFiles(snapshot));
    const found = quant === undefined ? byQuant(models, USUAL_QUANT) ?? models[0] : byQuant(models, quant);
    if (found === undefined) return undefined;
    if (found.missing === 0) return join(snapshot, found.path);
    const reason = `${found.missing} of its parts are missing`;
    throw new PolicyError(
      "model_not_found",
      `Cannot open ${join(snapshot, found.path)} as ${reason}: download it again`,
    );
  } catch (cause) {
    const reason = systemReason(cause);
    if (reason === undefined) throw cause;
    throw new PolicyError("model_not_found", `Cannot read the Hugging Face cache: ${reason}`, { cause });
  }
}

function modelsIn(files: readonly string[]): HubModel[] {
  const ggufs = files.filter((path) => /\.gguf$/i.test(path) && !NO_MODEL_REGEXP.test(basename(path)));
  const stemOf = (path: string) => path.replace(/\.gguf$/i, "").toLowerCase();
  const split = Map.groupBy(ggufs, (path) => stemOf(path).replace(PART_REGEXP, ""));
  return [...split].flatMap(([stem, paths]): HubModel[] => {
    const whole = paths.find((path) => !PART_REGEXP.test(stemOf(path)));
    if (whole !== undefined) return [{ path: whole, stem, missing: 0 }];
    const parts = Number(PART_REGEXP.exec(stemOf(paths[0]))!.groups!.parts);
    return [{ path: paths[0], stem, missing: parts - paths.length }];
  });
}

/** The model of that number format: names that end in it before others, then the shortest. */
function byQuant(models: readonly HubModel[], quant: string): HubModel | undefined {
  const wanted = RegExp.escape(quant.replace(/\.gguf$/i, "").replace(PART_REGEXP, "").toLowerCase());
  const inName = new RegExp(`(^|[-._/])${wanted}($|[-./])`); // "_" goes on: Q4_K is not Q4_K_M
  const atEnd = new RegExp(`(^|[-._/])${wanted}$`);
  const rank = ({ stem }: HubModel): number => (atEnd.test(stem) ? 0 : 1e6) + stem.length;
  return models.filter(({ stem }) => inName.test(stem)).sort((a, b) => rank(a) - rank(b))[0];
}

async function isFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
}

/** The entries of a folder; none where it is missing or no folder. */
async function entriesOf(folder: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return [];
    throw error;
  }
}
