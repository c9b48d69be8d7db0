/**
 * `model.json`: what a model's folder says of itself. A bare GGUF file needs none.
 *
 * @module
 */
import { PolicyError, type SearchOptions } from "@rstar/core";
import { searchOptionsSchema } from "@rstar/core/search-options-schema";
import { z } from "zod";
import type { KvLayout } from "./llama/context_options.ts";

const manifestSchema = z.strictObject({
  name: z.string(),
  policy: z.string(),
  ppm: z.string().optional(),
  template: z.string().optional(),
  ppmScale: z.number().positive().optional(),
  search: searchOptionsSchema.optional(),
  agreement: z.strictObject({ votes: z.int().positive(), share: z.number().positive().max(1) }).optional(),
  retries: z.int().nonnegative().optional(),
  engine: z.strictObject({
    contextTokens: z.int().positive(),
    kv: z.enum(["streams", "unified"]),
    flashAttention: z.boolean(),
    kvType: z.enum(["f16", "f32"]),
    gpuLayers: z.int().nonnegative(),
  }).partial().optional(),
});

/** How a model is named, prompted, loaded and searched with by default. */
export interface ModelManifest {
  /** Its name. */
  readonly name: string;
  /** The policy's file, relative to the folder. */
  readonly policy: string;
  /** The PPM's file, relative to the folder. */
  readonly ppm?: string;
  /** The prompt, with `{question}` in it. Default: the official one. */
  readonly template?: string;
  /** The PPM's score is tanh(logit / ppmScale). Default 1; the official code's PPM has 5. */
  readonly ppmScale?: number;
  /** What differs from the preset `paper` in the search made for this model. */
  readonly search?: Partial<SearchOptions>;
  /** By default the search of a problem ends when one answer has so many votes, which are this share of all. */
  readonly agreement?: { readonly votes: number; readonly share: number };
  /** Trees grown one by one as long as none has come to an answer. Default 0. */
  readonly retries?: number;
  /** How the engine runs it. */
  readonly engine?: {
    /** Tokens one sequence may have. */
    readonly contextTokens?: number;
    /** Layout of the KV cache. */
    readonly kv?: KvLayout;
    /** Flash attention. */
    readonly flashAttention?: boolean;
    /** Number format of keys and values. */
    readonly kvType?: "f16" | "f32";
    /** Layers on the GPU. Default 0. */
    readonly gpuLayers?: number;
  };
}

/**
 * Reads a `model.json`.
 *
 * @param text its content
 * @param path where it came from, for the error
 * @throws {PolicyError} `model_invalid`: no JSON, a field missing, unknown or of a wrong type
 */
export function parseManifest(text: string, path: string): ModelManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PolicyError("model_invalid", `Cannot read ${path} as it is not JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data as ModelManifest;
  const [issue] = parsed.error.issues;
  throw new PolicyError(
    "model_invalid",
    `Cannot use ${path}: ${issue.path.join(".") || "the whole"}: ${issue.message}`,
  );
}
