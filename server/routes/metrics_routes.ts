import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Metrics } from "../metrics.ts";

const route = createRoute({
  method: "get",
  path: "/metrics",
  summary: "Counters in Prometheus' form",
  responses: { 200: { description: "Counters", content: { "text/plain": { schema: z.string() } } } },
});

/** `GET /metrics`. */
export function metricsRoutes(metrics: Metrics): OpenAPIHono {
  return new OpenAPIHono().openapi(route, async (context) => {
    return context.text(await metrics.text(), 200, { "content-type": metrics.contentType });
  });
}
