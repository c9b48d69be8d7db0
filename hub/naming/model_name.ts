/**
 * The names of models that can be fetched: those of the catalogue, and `hf:org/repo:quant`.
 *
 * @module
 */
import { CATALOG, type CatalogEntry } from "./catalog.ts";
import { ggufModels, ofQuant, USUAL_QUANT } from "./gguf_files.ts";

/** A repository of the hub, and perhaps which of its models. */
export interface HubName {
  /** `org/name` on the Hugging Face hub. */
  readonly repo: string;
  /** Number format as file names have it, or a file's whole name. */
  readonly quant?: string;
}

/** What a name names: an entry of the catalogue, else a repository. */
export type ModelName = { readonly entry: CatalogEntry } | { readonly hub: HubName };

const HUB_REGEXP = /^(?:hf:)?(?<repo>[\w.-]+\/[\w.-]+?)(?::(?<quant>[\w./-]+))?$/;
const DOTS_REGEXP = /^\.{1,2}(\/|$)|\/\.{1,2}$/;

/**
 * Reads the name of a model.
 *
 * @param name of the catalogue (`qwen2.5-coder-0.5b`), `hf:org/repo:quant` or `org/repo:quant`, without the format too
 * @returns undefined where it is neither; a repository's name may be one that the hub does not have
 */
export function parseModelName(name: string): ModelName | undefined {
  const entry = CATALOG.find((one) => one.name === name);
  if (entry) return { entry };
  const { repo, quant } = HUB_REGEXP.exec(name)?.groups ?? {};
  if (repo === undefined || DOTS_REGEXP.test(repo)) return undefined; // ./models is a path
  const same = CATALOG.find((one) =>
    one.repo === repo && ofQuant(ggufModels(one.files.map(({ path }) => path)), quant ?? USUAL_QUANT).length > 0
  );
  return same ? { entry: same } : { hub: { repo, ...(quant !== undefined && { quant }) } };
}
