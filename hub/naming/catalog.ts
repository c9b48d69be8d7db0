/**
 * The models that `pull` knows by name: where their bytes are to be had, and the hash that any copy of them must have.
 *
 * @module
 */
import { z } from "zod";
import catalog from "./catalog.json" with { type: "json" };
import { modelBytes, type RemoteModel } from "./remote_model.ts";

const fileSchema = z.strictObject({
  path: z.string().endsWith(".gguf"),
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
const entrySchema = z.strictObject({
  name: z.string(),
  repo: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  revision: z.string(),
  files: z.tuple([fileSchema], fileSchema),
  licence: z.string(),
  ran: z.boolean(),
  wheels: z.strictObject({ version: z.string(), packages: z.array(z.string()).nonempty() }).optional(),
});

/** A model that can be fetched by its name. */
export interface CatalogEntry extends RemoteModel {
  /** SPDX identifier. */
  readonly licence: string;
  /** Whether this project's developers have run it. */
  readonly ran: boolean;
}

/** All models that are known by name, the smallest first. */
export const CATALOG: readonly CatalogEntry[] = z.array(entrySchema).parse(catalog)
  .sort((a, b) => modelBytes(a) - modelBytes(b));
