/**
 * The body of `POST /v1/solve`: the fields of every search request, within the bounds of {@linkcode REQUEST_LIMITS}.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { Inferred } from "@rstar/core/inferred";
import { searchRequestSchema } from "@rstar/core/search/request";
import { REQUEST_LIMITS } from "./request_limits.ts";

const { preset, effort, rollouts, candidates, depth, trees, temperature, seed, budgetTokens, budgetSeconds } =
  searchRequestSchema.shape;

/** The description of a field of core's, a clause, as a sentence of the API's documentation. */
export function sentenceOf({ description = "" }: { readonly description?: string }): string {
  return `${description[0].toUpperCase()}${description.slice(1)}.`;
}

function optional<Schema extends z.ZodType>(field: Schema): z.ZodOptional<Schema> {
  return z.optional(field).describe(sentenceOf(field));
}

/** Optional here; the documentation names the default that core fills in. */
function withDefault<Schema extends z.ZodType>(field: Schema, { def }: z.ZodDefault): z.ZodOptional<Schema> {
  return z.optional(field).describe(`${sentenceOf(field)} Default ${def.defaultValue}.`);
}

/**
 * The schema of the body; unknown fields are refused.
 *
 * @internal
 */
export const solveRequestSchema = z.strictObject({
  question: z.string().trim().min(1).openapi({
    description: "The problem in words.",
    example: "Suppose 4*c + 6 = 26. Is c prime?",
  }),
  model: z.string().optional().openapi({ description: "Name of the model, as GET /v1/models lists it." }),
  preset: z.optional(preset).describe(`${sentenceOf(preset)} Default: the model's own.`),
  effort: optional(effort),
  rollouts: optional(rollouts.max(REQUEST_LIMITS.rollouts)),
  candidates: optional(candidates.max(REQUEST_LIMITS.candidates)),
  depth: optional(depth.max(REQUEST_LIMITS.depth)),
  temperature: optional(temperature.max(REQUEST_LIMITS.temperature)),
  trees: optional(trees.max(REQUEST_LIMITS.trees)),
  seed: withDefault(seed.unwrap().max(REQUEST_LIMITS.seed), seed),
  budgets: z.strictObject({ tokens: optional(budgetTokens), seconds: optional(budgetSeconds) }).optional(),
  stream: z.boolean().optional().openapi({ description: "Answer with server-sent events while the search goes on." }),
}).openapi("SolveRequest");

/** A question, and how to search for its answer; what is left out is the model's own. */
export type SolveRequest = Inferred<typeof solveRequestSchema>;
