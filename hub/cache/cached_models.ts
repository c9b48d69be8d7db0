/**
 * The models in the Hugging Face cache, whoever fetched them.
 *
 * @module
 */
import { join } from "node:path";
import { PolicyError } from "@rstar/core";
import { systemReason } from "@rstar/system";
import { type GgufModel, ggufModels, ofQuant, USUAL_QUANT } from "../naming/gguf_files.ts";
import type { HubName } from "../naming/model_name.ts";
import { entriesOf, hubFolder, hubSnapshot, repositoryName, repositoryOf, snapshotFiles } from "./snapshots.ts";

/** A model in the cache. */
export interface CachedModel {
  /** What finds it: `hf:org/repo:Q8_0`, or with the file's name where several are of one format. */
  readonly name: string;
  /** `org/name` on the Hugging Face hub. */
  readonly repo: string;
  /** Paths of its file or its parts. */
  readonly paths: readonly [string, ...string[]];
  /** Length of them all. */
  readonly bytes: number;
}

/** Number formats as they end names of files. */
const QUANT_REGEXP = /(?:^|[-._/])((?:I?Q\d\w*|TQ\d\w*|BF16|F16|F32|MXFP4))$/i;

/** The whole models of all repositories' main revisions, by name. */
export async function cachedModels(root: string): Promise<CachedModel[]> {
  const found = (await entriesOf(root)).map(async ({ name }): Promise<CachedModel[]> => {
    const repo = repositoryOf(name);
    const snapshot = repo && await hubSnapshot(join(root, name));
    if (!repo || !snapshot) return [];
    const models = ggufModels(await snapshotFiles(snapshot));
    const whole = models.filter(({ missing }) => missing === 0);
    return await Promise.all(whole.map(async (model) => {
      const [first, ...others] = model.files.map((path) => join(snapshot, path));
      const sizes = await Promise.all([first, ...others].map(async (path) => (await Deno.stat(path)).size));
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      return { name: `hf:${repo}:${formatOf(model, models)}`, repo, paths: [first, ...others], bytes };
    }));
  });
  return (await Promise.all(found)).flat().sort((a, b) => a.name < b.name ? -1 : 1);
}

/**
 * The GGUF file of a repository in the Hugging Face cache; of a split model its first part, behind which llama.cpp finds the
 * others. Without a format it is that of `Q4_K_M`, else the first by name.
 *
 * @returns undefined where the cache does not have it
 * @throws {PolicyError} `model_not_found` where the cache cannot be read, or parts of the model are missing
 */
export async function cachedModel({ repo, quant }: HubName): Promise<string | undefined> {
  try {
    const snapshot = await hubSnapshot(join(hubFolder(), repositoryName(repo)));
    if (snapshot === undefined) return undefined;
    const models = ggufModels(await snapshotFiles(snapshot));
    const [found = quant === undefined ? models[0] : undefined] = ofQuant(models, quant ?? USUAL_QUANT);
    if (found === undefined) return undefined;
    const path = join(snapshot, found.files[0]);
    if (found.missing === 0) return path;
    const reason = `${found.missing} of its parts are missing`;
    throw new PolicyError("model_not_found", `Cannot open ${path} as ${reason}: download it again`);
  } catch (cause) {
    const reason = systemReason(cause);
    if (reason === undefined) throw cause;
    throw new PolicyError("model_not_found", `Cannot read the Hugging Face cache: ${reason}`, { cause });
  }
}

/** The number format where only this model has it, else the file's name. */
function formatOf({ files: [first], stem }: GgufModel, models: readonly GgufModel[]): string {
  const quant = QUANT_REGEXP.exec(stem)?.[1].toUpperCase();
  const isOnly = quant !== undefined && ofQuant(models, quant).length === 1;
  return isOnly ? quant : first.replace(/(?:-\d{5}-of-\d{5})?\.gguf$/i, "");
}
