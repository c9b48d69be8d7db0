/**
 * The routes of searches: start one, list them, read one with its trees, cancel it.
 *
 * @module
 */
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { ApiError, throwIfFailed } from "../api_error.ts";
import type { ServerState } from "../server_state.ts";
import type { SolveEvent } from "../solve/solve_event.ts";
import { type SolveRecord, solveRecordSchema } from "../solve/solve_record.ts";
import { solveRequestSchema } from "../solve/solve_request.ts";
import { eventStream } from "./event_stream.ts";
import { errorResponses, jsonBody, jsonContent } from "./openapi_parts.ts";
import { validationHook } from "./validation.ts";

/** The schema with the read-only type that handlers answer with. */
const recordSchema: z.ZodType<SolveRecord> = solveRecordSchema;
const idParameter = z.object({ id: z.string().openapi({ param: { name: "id", in: "path" } }) });

const post = createRoute({
  method: "post",
  path: "/v1/solve",
  summary: "Search for the answer of a problem",
  description:
    "With `stream` the answer is server-sent events: `queued`, then `trace` (lines that replay to the trees) and " +
    "`progress`, last `end` with the search's record. Closing the connection cancels the search.",
  request: { body: jsonBody(solveRequestSchema) },
  responses: {
    200: {
      description: "What the search came to",
      content: { ...jsonContent(recordSchema), "text/event-stream": { schema: z.string() } },
    },
    ...errorResponses(400, 404, 413, 429, 503),
  },
});

const list = createRoute({
  method: "get",
  path: "/v1/solves",
  summary: "The latest searches, the newest first",
  request: {
    query: z.object({
      limit: z.coerce.number().int().min(1).max(100).default(20),
      before: z.string().optional().openapi({ description: "Id of the search to go on behind." }),
    }),
  },
  responses: {
    200: {
      description: "Searches",
      content: jsonContent(z.object({ data: z.array(recordSchema), has_more: z.boolean() })),
    },
    ...errorResponses(400),
  },
});

const get = createRoute({
  method: "get",
  path: "/v1/solves/{id}",
  summary: "One search",
  request: { params: idParameter },
  responses: { 200: { description: "The search", content: jsonContent(recordSchema) }, ...errorResponses(404) },
});

const cancel = createRoute({
  method: "delete",
  path: "/v1/solves/{id}",
  summary: "Cancel a search",
  description: "It ends with what it has found so far. A search that has ended stays as it is.",
  request: { params: idParameter },
  responses: { 200: { description: "The search", content: jsonContent(recordSchema) }, ...errorResponses(404) },
});

const tree = createRoute({
  method: "get",
  path: "/v1/solves/{id}/tree",
  summary: "The trees of a search, as JSON Lines that replay to them",
  request: { params: idParameter },
  responses: {
    200: { description: "The trace so far", content: { "application/x-ndjson": { schema: z.string() } } },
    ...errorResponses(404),
  },
});

/** The routes: `POST /v1/solve` needs the model; those under `/v1/solves` that only read do not. */
export function solveRoutes(state: ServerState): OpenAPIHono {
  const app = new OpenAPIHono({ defaultHook: validationHook });
  const known = (id: string): SolveRecord => {
    const record = state.store.get(id);
    if (record === null) throw new ApiError("not_found", `Cannot find search ${JSON.stringify(id)}`);
    return record;
  };
  app.openapi(post, async (context) => {
    const request = context.req.valid("json");
    const service = state.service();
    if (request.stream) {
      const promptTokens = await service.checkQuestion(request, context.req.raw.signal);
      return eventStream(context, (send, signal) => {
        const onEvent = (event: SolveEvent) => send({ event: event.type, data: JSON.stringify(dataOf(event)) });
        return service.submit(request, { onEvent, promptTokens, signal }).ended.then(() => {});
      }) as never;
    }
    const record = await service.submit(request, { signal: context.req.raw.signal }).ended;
    throwIfFailed(record);
    return context.json(record, 200);
  });
  app.openapi(list, (context) => {
    const { limit, before } = context.req.valid("query");
    const records = state.store.list({ limit: limit + 1, before });
    return context.json({ data: records.slice(0, limit), has_more: records.length > limit }, 200);
  });
  app.openapi(get, (context) => context.json(known(context.req.valid("param").id), 200));
  app.openapi(cancel, (context) => {
    const { id } = context.req.valid("param");
    known(id);
    state.service().cancel(id);
    return context.json(known(id), 200);
  });
  app.openapi(tree, (context) => {
    const { id } = context.req.valid("param");
    known(id);
    const lines = state.store.trace(id).map((line) => `${JSON.stringify(line)}\n`);
    return context.body(lines.join(""), 200, { "content-type": "application/x-ndjson" }) as never;
  });
  return app;
}

function dataOf(event: SolveEvent): unknown {
  switch (event.type) {
    case "queued":
      return { id: event.id, ahead: event.ahead };
    case "trace":
      return event.line;
    case "progress":
      return event.progress;
    case "end":
      return event.record;
  }
}
