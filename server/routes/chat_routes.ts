/**
 * The OpenAI-compatible routes: `GET /v1/models` and `POST /v1/chat/completions`, streamed or not.
 *
 * @module
 */
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { PresetName } from "@rstar/core";
import { PRESET_NAMES } from "@rstar/core/search";
import type { Context } from "hono";
import { ApiError, apiError, throwIfFailed } from "../api_error.ts";
import {
  answerText,
  chunk,
  completion,
  type CompletionHead,
  finishReason,
  progressText,
  reasoningText,
  usageChunk,
} from "../chat/chat_completion.ts";
import { chatQuestion, type ChatRequest, chatRequestSchema, type ReasoningForm } from "../chat/chat_request.ts";
import type { ServerState } from "../server_state.ts";
import type { SolveRecord, SolveResult } from "../solve/solve_record.ts";
import type { SolveService } from "../solve/solve_service.ts";
import { eventStream } from "./event_stream.ts";
import { errorResponses, jsonBody, jsonContent } from "./openapi_parts.ts";
import { validationHook } from "./validation.ts";

const models = createRoute({
  method: "get",
  path: "/v1/models",
  summary: "The model, once by itself and once with each preset",
  responses: {
    200: {
      description: "Models",
      content: jsonContent(z.object({
        object: z.literal("list"),
        data: z.array(z.object({
          id: z.string(),
          object: z.literal("model"),
          created: z.int(),
          owned_by: z.string(),
        })),
      })),
    },
    ...errorResponses(503),
  },
});

const chat = createRoute({
  method: "post",
  path: "/v1/chat/completions",
  summary: "Search for the answer to the last message, as the OpenAI API has it",
  description:
    "System prompts and earlier messages are read by nobody. The reasoning is the winning program with its outputs.",
  request: { body: jsonBody(chatRequestSchema) },
  responses: {
    200: {
      description: "A chat completion, or its chunks",
      content: { ...jsonContent(z.looseObject({})), "text/event-stream": { schema: z.string() } },
    },
    ...errorResponses(400, 404, 413, 429, 503),
  },
});

/** Options of {@linkcode chatRoutes}. */
export interface ChatOptions {
  /** Where the reasoning goes when a request has no `reasoning`. */
  readonly reasoning: ReasoningForm;
}

/**
 * The routes. An error before the first event has a status of its own; a later one is the stream's last event, and
 * `[DONE]` is missing.
 */
export function chatRoutes(state: ServerState, { reasoning: defaultForm }: ChatOptions): OpenAPIHono {
  const app = new OpenAPIHono({ defaultHook: validationHook });
  app.openapi(models, (context) => {
    const data = [...presetsOf(state.service()).keys()].map((id) => (
      { id, object: "model" as const, created: state.created, owned_by: "rstar" }
    ));
    return context.json({ object: "list" as const, data }, 200);
  });
  app.openapi(chat, async (context) => {
    const request = context.req.valid("json");
    const service = state.service();
    const form = request.reasoning ?? defaultForm;
    const head = {
      id: `chatcmpl-${crypto.randomUUID()}`,
      created: Math.floor(Date.now() / 1000),
      model: request.model,
    };
    if (request.stream) return streamed(context, { service, request, head, form }) as never;
    const question = chatQuestion(request, presetsOf(service));
    const record = await service.submit(question, { signal: context.req.raw.signal }).ended;
    return context.json(completion(head, resultOf(record), form) as Record<string, unknown>, 200);
  });
  return app;
}

/** The names under which the model is offered. */
function presetsOf({ model }: SolveService): ReadonlyMap<string, PresetName | null> {
  return new Map([[model, null], ...PRESET_NAMES.map((name) => [`${model}:${name}`, name] as const)]);
}

/**
 * The result of a record.
 *
 * @throws {ApiError} the error of a failed search; `loading` where it was cancelled before it began
 */
function resultOf(record: SolveRecord): SolveResult {
  throwIfFailed(record);
  if (record.result === null) throw new ApiError("loading", `Cannot finish the search as it was ${record.status}`);
  return record.result;
}

function streamed(context: Context, { service, request, head, form }: {
  readonly service: SolveService;
  readonly request: ChatRequest;
  readonly head: CompletionHead;
  readonly form: ReasoningForm;
}): Response {
  const question = chatQuestion(request, presetsOf(service));
  return eventStream(context, (write, signal) => {
    const send = (part: unknown) => write({ data: JSON.stringify(part) });
    const reason = (text: string) => {
      if (form !== "none") send(chunk(head, form === "think" ? { content: text } : { reasoning_content: text }));
    };
    let found = 0;
    const { ended } = service.submit(question, {
      signal,
      onEvent: (event) => {
        if (event.type === "queued") {
          send(chunk(head, { role: "assistant", content: form === "think" ? "<think>\n" : "" }));
        }
        if (event.type !== "progress") return;
        const votes = event.progress.answers.reduce((sum, { votes }) => sum + votes, 0);
        if (votes > found) reason(progressText(event.progress));
        found = votes;
      },
    });
    return ended.then(resultOf).then((result) => {
      reason(`\n${reasoningText(result)}\n`);
      send(chunk(head, { content: `${form === "think" ? "</think>\n\n" : ""}${answerText(result)}` }));
      send(chunk(head, {}, finishReason(result)));
      if (request.stream_options?.include_usage) send(usageChunk(head, result));
      write({ data: "[DONE]" });
    }).catch((error) => send(apiError(error).body));
  });
}
