/**
 * The OpenAI-compatible routes that answer questions: `POST /v1/chat/completions` and `POST /v1/completions`, streamed or not.
 *
 * @module
 */
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { ApiError, apiError, throwIfFailed } from "../api_error.ts";
import { progressText } from "../chat/answer_text.ts";
import { chatForm } from "../chat/chat_completion.ts";
import { chatQuestion, chatRequestSchema, type ReasoningForm } from "../chat/chat_request.ts";
import type { CompletionForm } from "../chat/completion.ts";
import { textForm } from "../chat/text_completion.ts";
import { textQuestion, textRequestSchema } from "../chat/text_request.ts";
import type { ServerState } from "../server_state.ts";
import type { SolveRecord, SolveResult } from "../solve/solve_record.ts";
import type { SolveRequest } from "../solve/solve_request.ts";
import type { SolveService } from "../solve/solve_service.ts";
import { eventStream } from "./event_stream.ts";
import { namesOf } from "./model_routes.ts";
import { errorResponses, jsonBody, jsonContent } from "./openapi_parts.ts";
import { validationHook } from "./validation.ts";

const responses = {
  200: {
    description: "A completion, or its chunks",
    content: { ...jsonContent(z.looseObject({})), "text/event-stream": { schema: z.string() } },
  },
  ...errorResponses(400, 404, 413, 415, 429, 503),
};

const chat = createRoute({
  method: "post",
  path: "/v1/chat/completions",
  summary: "Search for the answer to the last message, as the OpenAI API has it",
  description:
    "System prompts and earlier messages are read by nobody. The reasoning is the winning program with its outputs.",
  request: { body: jsonBody(chatRequestSchema) },
  responses,
});

const text = createRoute({
  method: "post",
  path: "/v1/completions",
  summary: "Search for the answer to a prompt, as the OpenAI API's older kind of completion",
  request: { body: jsonBody(textRequestSchema) },
  responses,
});

/** Options of {@linkcode chatRoutes}. */
export interface ChatOptions {
  /** Where the reasoning goes when a request has no `reasoning`. */
  readonly reasoning: ReasoningForm;
}

/** A search that a client asked for, and how it is told. */
interface Asked {
  readonly question: SolveRequest;
  /** The field of the client's request that holds the question. */
  readonly param: string;
  readonly form: CompletionForm;
  readonly stream: boolean;
}

/** The routes. An error before the first event has a status of its own; a later one is an event of the stream before `[DONE]`. */
export function chatRoutes(state: ServerState, { reasoning }: ChatOptions): OpenAPIHono {
  const app = new OpenAPIHono({ defaultHook: validationHook });
  app.openapi(chat, async (context) => {
    const request = context.req.valid("json");
    const service = state.service();
    return await completed(context, service, {
      question: chatQuestion(request, namesOf(service)),
      param: "messages",
      form: chatForm(request, reasoning),
      stream: request.stream ?? false,
    }) as never;
  });
  app.openapi(text, async (context) => {
    const request = context.req.valid("json");
    const service = state.service();
    return await completed(context, service, {
      question: textQuestion(request, namesOf(service)),
      param: "prompt",
      form: textForm(request),
      stream: request.stream ?? false,
    }) as never;
  });
  app.all("/v1/responses/*", () => {
    throw new ApiError(
      "not_found",
      "Cannot serve the Responses API as a search keeps no conversation: use POST /v1/chat/completions",
    );
  });
  return app;
}

async function completed(context: Context, service: SolveService, asked: Asked): Promise<Response> {
  const { question, param, form, stream } = asked;
  const { signal } = context.req.raw;
  const promptTokens = await service.checkQuestion(question, signal).catch((error) => {
    const { code, message, param: wrong } = apiError(error);
    throw wrong === "question" ? new ApiError(code, message, { param, cause: error }) : error;
  });
  if (stream) return streamed(context, service, { ...asked, promptTokens });
  const record = await service.submit(question, { promptTokens, signal }).ended;
  return context.json(form.whole(resultOf(record)));
}

function streamed(
  context: Context,
  service: SolveService,
  { question, form, promptTokens }: Asked & { readonly promptTokens?: number },
): Response {
  return eventStream(context, (write, signal) => {
    const send = (part: unknown) => {
      if (part !== null) write({ data: JSON.stringify(part) });
    };
    let found = 0;
    const { ended } = service.submit(question, {
      promptTokens,
      signal,
      onEvent: (event) => {
        if (event.type === "queued") send(form.opening());
        if (event.type !== "progress") return;
        const votes = event.progress.answers.reduce((sum, { votes }) => sum + votes, 0);
        if (votes > found) send(form.reasoning(progressText(event.progress)));
        found = votes;
      },
    });
    return ended.then((record) => form.closing(resultOf(record)).forEach(send))
      .catch((error) => send(apiError(error).body))
      .then(() => write({ data: "[DONE]" }));
  });
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
