/**
 * `model.json`: what a model's folder says of itself. A bare GGUF file needs none.
 *
 * @module
 */
import { isTemplate, PolicyError } from "@rstar/core";
import type { Inferred } from "@rstar/core/inferred";
import { STEP_FORMATS } from "@rstar/core/format";
import { modelSearchSchema } from "@rstar/core/search/options";
import { z } from "zod";

/** More than any model reads; its KV cache must fit in memory besides. */
const MAX_CONTEXT_TOKENS = 2 ** 24;
/** More than any model has. */
const MAX_GPU_LAYERS = 10_000;

/**
 * The fields of a `model.json`.
 *
 * @internal
 */
export const manifestSchema = z.strictObject({
  name: z.string().describe("The model's name."),
  policy: z.string().describe("The policy's file, relative to the folder."),
  ppm: z.string().optional().describe("The PPM's file, relative to the folder."),
  template: z.string().refine(isTemplate, "it must hold {question} once").optional().describe(
    "The prompt, with `{question}` in it. Default: the official one.",
  ),
  stepFormat: z.enum(STEP_FORMATS).optional().describe(
    "How it reads and writes steps. Default: what its file tells.",
  ),
  ppmScale: z.number().positive().optional().describe(
    "The PPM's score is tanh(logit / ppmScale). Default 1; the official code's PPM has 5.",
  ),
  ...modelSearchSchema.shape,
  engine: z.strictObject({
    contextTokens: z.int().positive().max(MAX_CONTEXT_TOKENS).describe("Tokens one sequence may have."),
    kv: z.enum(["streams", "unified"]).describe("Layout of the KV cache."),
    flashAttention: z.boolean().describe("Flash attention."),
    kvType: z.enum(["f16", "f32"]).describe("Number format of keys and values."),
    gpuLayers: z.int().nonnegative().max(MAX_GPU_LAYERS).describe("Layers on the GPU. Default 0."),
  }).partial().optional().describe("How the engine runs it."),
});

/** How a model is named, prompted, loaded and searched with by default. */
export type ModelManifest = Inferred<typeof manifestSchema>;

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
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new PolicyError(
    "model_invalid",
    `Cannot use ${path}: ${issue.path.join(".") || "the whole"}: ${issue.message}`,
  );
}
