/**
 * Getting models: a catalogue of names, the sources that have their bytes, and the cache they are kept in.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { CATALOG, modelBytes } from "@rstar/hub";
 *
 * const model = CATALOG.find(({ name }) => name === "qwen2.5-coder-0.5b")!;
 * assert.deepEqual([model.licence, modelBytes(model)], ["Apache-2.0", 491_400_064]);
 * ```
 *
 * @module
 */

// The models known by name.
export { CATALOG, type CatalogEntry } from "./naming/catalog.ts";

// What a name names: an entry of the catalogue, or a model of a repository that the hub is asked for.
export { type HubName, type ModelName, parseModelName } from "./naming/model_name.ts";
export { hubRepository } from "./fetch/hub_source.ts";
export { modelBytes, type ModelFile, type RemoteModel, type Wheels } from "./naming/remote_model.ts";
export { partsOf } from "./naming/gguf_files.ts";
export { byteSize } from "./fetch/byte_size.ts";

// Fetching one into the Hugging Face cache.
export { pull, type PullOptions } from "./fetch/pull.ts";
export type { AskOptions } from "./fetch/ask.ts";
export type { TransferOptions } from "./fetch/transfer.ts";

// What the cache has, and taking it out.
export { hubFolder, hubSnapshot, snapshotFiles } from "./cache/snapshots.ts";
export { CachedRepository } from "./cache/repository.ts";
export { type CachedModel, cachedModel, cachedModels } from "./cache/cached_models.ts";
export { removeFiles, removeUnfinished } from "./cache/remove.ts";
