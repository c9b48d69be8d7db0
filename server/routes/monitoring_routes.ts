/**
 * What operators ask a server: `GET /health` and `GET /metrics`, neither of which asks for an API key.
 *
 * @module
 */
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Metrics } from "../metrics.ts";
import type { ServerState } from "../server_state.ts";
import { errorResponses, jsonContent } from "./openapi_parts.ts";

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

const counters = createRoute({
  method: "get",
  path: "/metrics",
  summary: "Counters in Prometheus' form",
  responses: { 200: { description: "Counters", content: { "text/plain": { schema: z.string() } } } },
});

/**
 * `GET /health`: 200 where searches are accepted; 503 while the model is being loaded, while the server ends, or where
 * the engine does not answer.
 */
export function healthRoutes(state: ServerState): OpenAPIHono {
  return new OpenAPIHono().openapi(health, async (context) => {
    await state.healthy();
    const { running, waiting } = state.service();
    return context.json({ status: "ok" as const, running, waiting }, 200);
  });
}

/** `GET /metrics`: always 200, in Prometheus' text format. */
export function metricsRoutes(metrics: Metrics): OpenAPIHono {
  return new OpenAPIHono().openapi(counters, async (context) => {
    return context.text(await metrics.text(), 200, { "content-type": metrics.contentType });
  });
}
