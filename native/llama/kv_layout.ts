/** How the KV cache is laid out: see {@linkcode ContextOptions.kv}. */
export type KvLayout = "streams" | "unified";

/** Parameters from which on the weights cost more than attention over the cells of other sequences. */
const UNIFIED_PARAMETERS = 100e6;

/**
 * The layout that is faster for a model of so many parameters.
 *
 * With streams llama.cpp computes sequences that do not stand side by side in pieces, and each piece reads all weights; in
 * one pool every query scans the cells of all sequences. Large models also have large cells, of which a pool takes fewer.
 */
export function defaultKvLayout(parameters: number): KvLayout {
  return parameters < UNIFIED_PARAMETERS ? "streams" : "unified";
}
