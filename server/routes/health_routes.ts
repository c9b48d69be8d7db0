import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { errorResponses, jsonContent } from "./openapi_parts.ts";
import type { ServerState } from "../server_state.ts";

const health = createRoute({
  method: "get",
  path: "/health",
  summary: "Whether searches are taken on",
  responses: {
    200: {
      description: "They are",
      content: jsonContent(z.object({ status: z.literal("ok"), running: z.int(), waiting: z.int() })),
    },
    ...errorResponses(503),
  },
});

/** `GET /health`: 200 where searches are taken on, 503 while the model is being loaded or where the engine does not answer. */
export function healthRoutes(state: ServerState): OpenAPIHono {
  return new OpenAPIHono().openapi(health, async (context) => {
    await state.healthy();
    const { running, waiting } = state.service();
    return context.json({ status: "ok" as const, running, waiting }, 200);
  });
}
