/**
 * The models that `pull` knows by name: where their bytes are to be had, and the hash that any copy of them must have.
 *
 * @module
 */
import { z } from "zod";
import catalog from "./catalog.json" with { type: "json" };

const entrySchema = z.strictObject({
  name: z.string(),
  repo: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  revision: z.string(),
  file: z.string().endsWith(".gguf"),
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  licence: z.string(),
  ran: z.boolean(),
  wheels: z.strictObject({ version: z.string(), packages: z.array(z.string()).nonempty() }).optional(),
});

/** A model that can be fetched. */
export interface CatalogEntry {
  /** What people call it. */
  readonly name: string;
  /** Its repository on the Hugging Face hub. */
  readonly repo: string;
  /** Commit of the repository, or a branch. */
  readonly revision: string;
  /** The GGUF file in it. */
  readonly file: string;
  /** The file's length. */
  readonly bytes: number;
  /** The file's SHA-256 in hexadecimal, as its publisher states it. */
  readonly sha256: string;
  /** SPDX identifier. */
  readonly licence: string;
  /** Whether this project's developers have run it. */
  readonly ran: boolean;
  /** Packages of the Python package index that hold the same bytes in parts, in their order. */
  readonly wheels?: { readonly version: string; readonly packages: readonly string[] };
}

/** All models that are known by name, the smallest first. */
export const CATALOG: readonly CatalogEntry[] = z.array(entrySchema).parse(catalog)
  .sort((a, b) => a.bytes - b.bytes);
