/**
 * Getting models: a catalogue of names, the sources that have their bytes, and the cache they are kept in.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { CATALOG } from "@rstar/hub";
 *
 * const { licence, bytes } = CATALOG.find(({ name }) => name === "qwen2.5-coder-0.5b")!;
 * assert.deepEqual([licence, bytes], ["Apache-2.0", 491_400_064]);
 * ```
 *
 * @module
 */

// The models known by name.
export { CATALOG, type CatalogEntry } from "./catalog.ts";

// Fetching one into the Hugging Face cache.
export { pull, type PullOptions } from "./pull.ts";
export type { TransferOptions } from "./transfer.ts";
