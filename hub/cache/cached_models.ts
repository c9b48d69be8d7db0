/**
 * The models in the Hugging Face cache, whoever fetched them.
 *
 * @module
 */
import { join } from "node:path";
import { type GgufModel, ggufModels, ofQuant } from "../naming/gguf_files.ts";
import { entriesOf, hubSnapshot, snapshotFiles } from "./snapshots.ts";

/** A model in the cache. */
export interface CachedModel {
  /** What finds it: `hf:org/repo:Q8_0`, or with the file's name where several are of one format. */
  readonly name: string;
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
    const repo = /^models--(.+?)--(.+)$/.exec(name)?.slice(1).join("/");
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

/** The number format where only this model has it, else the file's name. */
function formatOf({ files: [first], stem }: GgufModel, models: readonly GgufModel[]): string {
  const quant = QUANT_REGEXP.exec(stem)?.[1].toUpperCase();
  const isOnly = quant !== undefined && ofQuant(models, quant).length === 1;
  return isOnly ? quant : first.replace(/(?:-\d{5}-of-\d{5})?\.gguf$/i, "");
}
