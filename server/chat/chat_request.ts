/**
 * A chat's request, and the search that it asks for.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { ApiError } from "../api_error.ts";
import type { SolveRequest } from "../solve/solve_request.ts";
import { type ModelNames, openaiFields, searchAsked } from "./openai_request.ts";

const messageSchema = z.looseObject({
  role: z.enum(["system", "developer", "user", "assistant", "tool", "function"]),
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string(), text: z.string().optional() }))]).nullish(),
});

/** Where the reasoning goes: into `reasoning_content`, in front of the answer between `<think>` tags, or nowhere. */
export const REASONING_FORMS = ["content", "think", "none"] as const;

/** One of {@linkcode REASONING_FORMS}. */
export type ReasoningForm = typeof REASONING_FORMS[number];

/** Body of `POST /v1/chat/completions`. */
export const chatRequestSchema = z.looseObject({
  ...openaiFields,
  messages: z.array(messageSchema).min(1),
  reasoning: z.union([z.enum(REASONING_FORMS), z.looseObject({ exclude: z.boolean().nullish() })]).nullish().openapi({
    description:
      "Where the reasoning goes; not in OpenAI's API. Of an object, as other APIs have it, `exclude` alone is read.",
  }),
}).openapi("ChatCompletionRequest");

/** The body once it is parsed, with unknown fields. */
export type ChatRequest = z.output<typeof chatRequestSchema>;

/** Where the reasoning of a chat goes. */
export function reasoningForm({ reasoning }: ChatRequest, otherwise: ReasoningForm): ReasoningForm {
  if (typeof reasoning === "string") return reasoning;
  return reasoning?.exclude ? "none" : otherwise;
}

/**
 * The search that a chat asks for: its last message is the question, but for system and developer messages. These and earlier ones
 * are ignored, as the models of this method take one problem and nothing else.
 *
 * @throws {ApiError} `bad_request` for a field that cannot be served or a last message that is no question;
 * `model_not_found`
 */
export function chatQuestion(chat: ChatRequest, names: ModelNames): SolveRequest {
  return { ...searchAsked(chat, names), question: questionOf(chat) };
}

function questionOf({ messages }: ChatRequest): string {
  const index = messages.findLastIndex(({ role }) => role !== "system" && role !== "developer");
  if (index < 0 || messages[index].role !== "user") {
    const reason = index < 0 ? "no message is the user's" : `the last message is the ${messages[index].role}'s`;
    throw new ApiError("bad_request", `Cannot find a question as ${reason}`, { param: "messages" });
  }
  const param = `messages.${index}.content`;
  const { content } = messages[index];
  const parts = typeof content === "string" ? [{ type: "text", text: content }] : content ?? [];
  const other = parts.find(({ type, text }) => type !== "text" || text === undefined);
  if (other) {
    throw new ApiError("bad_request", `Cannot read a part of type "${other.type}": only text is read`, { param });
  }
  const question = parts.map(({ text }) => text).join("\n").trim();
  if (question === "") throw new ApiError("bad_request", "Cannot search an empty question", { param });
  return question;
}
