/**
 * A completion's request, and the search that it asks for: its prompt is the question.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { ApiError } from "../api_error.ts";
import type { SolveRequest } from "../solve/solve_request.ts";
import { type ModelNames, openaiFields, searchAsked } from "./openai_request.ts";

/** Body of `POST /v1/completions`. */
export const textRequestSchema = z.looseObject({
  ...openaiFields,
  prompt: z.union([z.string(), z.array(z.unknown())]).openapi({
    type: ["string", "array"],
    items: { type: "string" },
    description: "The question, alone or as the only one of a list.",
  }),
}).openapi("CompletionRequest");

/** The body once it is parsed, with unknown fields. */
export type TextRequest = z.output<typeof textRequestSchema>;

/**
 * The search that a completion asks for.
 *
 * @throws {ApiError} `bad_request` for a field that cannot be served or a prompt that is no question; `model_not_found`
 */
export function textQuestion(request: TextRequest, names: ModelNames): SolveRequest {
  return { ...searchAsked(request, names), question: questionOf(request) };
}

function questionOf({ prompt }: TextRequest): string {
  const refused = (reason: string) =>
    new ApiError("bad_request", `Cannot search the prompt as ${reason}`, { param: "prompt" });
  const [question, ...others] = typeof prompt === "string" ? [prompt] : prompt;
  if (others.length > 0) throw refused(`one is taken a request: there are ${others.length + 1}`);
  if (question !== undefined && typeof question !== "string") throw refused("only text is read, and no tokens");
  if (!question?.trim()) throw refused("it is empty");
  return question.trim();
}
