/**
 * The body of `POST /v1/solve`: what a user may ask of a search, within what one request may ask of a server.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { Inferred } from "@rstar/core/inferred";
import { searchRequestSchema } from "@rstar/core/search/request";
import { REQUEST_LIMITS } from "./request_limits.ts";

const { preset, rollouts, candidates, depth, trees, temperature, seed, budgetTokens, budgetSeconds } =
  searchRequestSchema.shape;

/** A field's description as a sentence. */
export function sentenceOf({ description = "" }: z.ZodType): string {
  return `${description[0].toUpperCase()}${description.slice(1)}.`;
}

function optional<Schema extends z.ZodType>(field: Schema): z.ZodOptional<Schema> {
  return z.optional(field).describe(sentenceOf(field));
}

/** What is left out has the default of the field, in core. */
function withDefault<Schema extends z.ZodType>(field: Schema, { def }: z.ZodDefault): z.ZodOptional<Schema> {
  return z.optional(field).describe(`${sentenceOf(field)} Default ${def.defaultValue}.`);
}

/**
 * The body of `POST /v1/solve`.
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
  rollouts: optional(rollouts.max(REQUEST_LIMITS.rollouts)),
  candidates: optional(candidates.max(REQUEST_LIMITS.candidates)),
  depth: optional(depth.max(REQUEST_LIMITS.depth)),
  temperature: optional(temperature.max(REQUEST_LIMITS.temperature)),
  trees: withDefault(trees.unwrap().max(REQUEST_LIMITS.trees), trees),
  seed: withDefault(seed.unwrap().max(REQUEST_LIMITS.seed), seed),
  budgets: z.strictObject({ tokens: optional(budgetTokens), seconds: optional(budgetSeconds) }).optional(),
  stream: z.boolean().optional().openapi({ description: "Answer with server-sent events while the search goes on." }),
}).openapi("SolveRequest");

/** What a search is asked for. */
export type SolveRequest = Inferred<typeof solveRequestSchema>;
