/**
 * What the descriptions of all routes share: JSON bodies and answers, and the error answers by status.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";

const errorSchema = z.object({
  error: z.object({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable(),
    code: z.string(),
  }),
}).openapi("Error");

const ERRORS = {
  400: "The request is wrong",
  401: "The API key is missing or wrong",
  404: "There is no such thing",
  413: "The request is too large",
  415: "The body has a type or encoding that is not read",
  429: "Too many searches wait; Retry-After tells when to come again",
  503: "The model is being loaded, or cannot be used",
} as const;

/** The content of a JSON body or answer. */
export function jsonContent<Schema extends z.ZodType>(schema: Schema): { "application/json": { schema: Schema } } {
  return { "application/json": { schema } };
}

/** A request's body that must be there, and must be JSON. */
export function jsonBody<Schema extends z.ZodType>(
  schema: Schema,
): { content: { "application/json": { schema: Schema } }; required: true } {
  return { content: jsonContent(schema), required: true };
}

/** The error answers of a route, as `responses` wants them. */
export function errorResponses(
  ...statuses: readonly (keyof typeof ERRORS)[]
): Record<number, { description: string; content: { "application/json": { schema: typeof errorSchema } } }> {
  return Object.fromEntries(
    statuses.map((status) => [status, { description: ERRORS[status], content: jsonContent(errorSchema) }]),
  );
}
