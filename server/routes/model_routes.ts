/**
 * The models as the OpenAI API lists them: `GET /v1/models` and `GET /v1/models/{id}`.
 *
 * @module
 */
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { PRESET_NAMES } from "@rstar/core/search";
import { type ModelNames, presetOf } from "../chat/openai_request.ts";
import type { ServerState } from "../server_state.ts";
import type { SolveService } from "../solve/solve_service.ts";
import { errorResponses, jsonContent } from "./openapi_parts.ts";
import { validationHook } from "./validation.ts";

const modelSchema = z.object({
  id: z.string(),
  object: z.literal("model"),
  created: z.int(),
  owned_by: z.string(),
}).openapi("Model");

const list = createRoute({
  method: "get",
  path: "/v1/models",
  summary: "The model, once by itself and once with each preset",
  responses: {
    200: {
      description: "Models",
      content: jsonContent(z.object({ object: z.literal("list"), data: z.array(modelSchema) })),
    },
    ...errorResponses(503),
  },
});

const one = createRoute({
  method: "get",
  path: "/v1/models/{id}",
  summary: "One of them",
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: { description: "The model", content: jsonContent(modelSchema) }, ...errorResponses(404, 503) },
});

/** The routes; both need the model. */
export function modelRoutes(state: ServerState): OpenAPIHono {
  const app = new OpenAPIHono({ defaultHook: validationHook });
  const model = (id: string) => ({ id, object: "model" as const, created: state.created, owned_by: "rstar" });
  app.openapi(list, (context) => {
    const data = [...namesOf(state.service()).keys()].map(model);
    return context.json({ object: "list" as const, data }, 200);
  });
  app.openapi(one, (context) => {
    const { id } = context.req.valid("param");
    presetOf(id, namesOf(state.service()));
    return context.json(model(id), 200);
  });
  return app;
}

/** The names under which the model of a service is offered. */
export function namesOf({ model }: SolveService): ModelNames {
  return new Map([[model, null], ...PRESET_NAMES.map((name) => [`${model}:${name}`, name] as const)]);
}
