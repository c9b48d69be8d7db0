/**
 * A chat's request, and the search that it asks for: the OpenAI API's fields, as far as a search can serve them.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { PresetName } from "@rstar/core";
import { searchRequestSchema } from "@rstar/core/search/request";
import { ApiError } from "../api_error.ts";
import { REQUEST_LIMITS } from "../solve/request_limits.ts";
import { sentenceOf, type SolveRequest } from "../solve/solve_request.ts";

const { temperature, budgetTokens } = searchRequestSchema.shape;
const tokensSchema = z.nullish(budgetTokens).describe(sentenceOf(budgetTokens));

const messageSchema = z.looseObject({
  role: z.enum(["system", "developer", "user", "assistant", "tool", "function"]),
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string(), text: z.string().optional() }))]).nullish(),
});

/** Where the reasoning goes: into `reasoning_content`, in front of the answer between `<think>` tags, or nowhere. */
export const REASONING_FORMS = ["content", "think", "none"] as const;

/** One of {@linkcode REASONING_FORMS}. */
export type ReasoningForm = typeof REASONING_FORMS[number];

/**
 * Body of `POST /v1/chat/completions`. Fields of the OpenAI API without an effect on a search are accepted and ignored.
 */
export const chatRequestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(messageSchema).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: tokensSchema,
  max_completion_tokens: tokensSchema,
  temperature: z.nullish(temperature.max(REQUEST_LIMITS.temperature)).describe(sentenceOf(temperature)),
  seed: z.int().nullish(),
  reasoning: z.enum(REASONING_FORMS).nullish().openapi({
    description: "Where the reasoning goes. Not in OpenAI's API.",
  }),
}).openapi("ChatCompletionRequest");

/** The body once it is parsed, with unknown fields. */
export type ChatRequest = z.output<typeof chatRequestSchema>;

/** Fields that a search cannot serve: whether a value needs it, and the reason in the error. */
const REFUSED: Readonly<Record<string, readonly [(value: unknown) => boolean, string]>> = {
  n: [(n) => n !== 1, "a search gives one choice"],
  tools: [isSome, "a search calls no tools"],
  functions: [isSome, "a search calls no functions"],
  stop: [isSome, "an answer ends by itself"],
  logprobs: [(logprobs) => logprobs !== false, "a search has no log-probabilities of its answer's tokens"],
  response_format: [(format) => (format as { type?: unknown })?.type !== "text", "answers are text"],
  modalities: [(modalities) => JSON.stringify(modalities) !== '["text"]', "answers are text"],
  audio: [() => true, "answers are text"],
};

function isSome(value: unknown): boolean {
  return !(Array.isArray(value) && value.length === 0);
}

/**
 * The search that a chat asks for: its last message is the question. System prompts and earlier messages are ignored,
 * as the models of this method take one problem and nothing else.
 *
 * @param presets the preset of each model's name; null for the model's own search
 * @throws {ApiError} `bad_request` for a field that cannot be served or a last message that is no question;
 * `model_not_found`
 */
export function chatQuestion(
  chat: ChatRequest,
  presets: ReadonlyMap<string, PresetName | null>,
): SolveRequest {
  for (const [param, [isAsked, reason]] of Object.entries(REFUSED)) {
    const value = chat[param];
    if (value !== undefined && value !== null && isAsked(value)) {
      throw new ApiError("bad_request", `Cannot serve "${param}" as ${reason}`, { param });
    }
  }
  const preset = presets.get(chat.model);
  if (preset === undefined) {
    const known = [...presets.keys()].join(", ");
    throw new ApiError("model_not_found", `Cannot find model ${JSON.stringify(chat.model)}: there are ${known}`, {
      param: "model",
    });
  }
  const tokens = chat.max_completion_tokens ?? chat.max_tokens;
  return {
    question: questionOf(chat),
    ...(preset !== null && { preset }),
    ...(typeof chat.temperature === "number" && { temperature: chat.temperature }),
    ...(typeof chat.seed === "number" && { seed: chat.seed >>> 0 }),
    ...(typeof tokens === "number" && { budgets: { tokens } }),
  };
}

function questionOf({ messages }: ChatRequest): string {
  const param = `messages.${messages.length - 1}.content`;
  const { role, content } = messages.at(-1)!;
  if (role !== "user") {
    throw new ApiError("bad_request", `Cannot find a question as the last message is the ${role}'s`, {
      param: "messages",
    });
  }
  const parts = typeof content === "string" ? [{ type: "text", text: content }] : content ?? [];
  const other = parts.find(({ type, text }) => type !== "text" || text === undefined);
  if (other) {
    throw new ApiError("bad_request", `Cannot read a part of type "${other.type}": only text is read`, { param });
  }
  const question = parts.map(({ text }) => text).join("\n").trim();
  if (question === "") throw new ApiError("bad_request", "Cannot search an empty question", { param });
  return question;
}
