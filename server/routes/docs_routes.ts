/**
 * The API's documentation: `/openapi.json`, and `/docs`, a page whose browser loads nothing from other hosts.
 *
 * @module
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { Hono } from "hono";
import { swaggerUiFolder } from "./swagger_ui.ts";

const FILE_TYPES = new Map([["swagger-ui.css", "text/css"], ["swagger-ui-bundle.js", "text/javascript"]]);

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>rstar API</title><link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><div id="ui"></div><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body>
</html>
`;
const START = `SwaggerUIBundle({ url: "/openapi.json", dom_id: "#ui", validatorUrl: null });\n`;

/** Adds `/openapi.json`, which lists the routes that `app` has so far. */
export function describe(app: OpenAPIHono): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "key", { type: "http", scheme: "bearer" });
  app.doc31("/openapi.json", {
    openapi: "3.1.0",
    info: { title: "rstar", version: "0.1.0", description: "rStar-Math: search for answers with verified steps." },
  });
}

/** `/docs`: Swagger UI. 500 `job_failed` where it was never fetched and there is no network. */
export function docsRoutes(): Hono {
  const app = new Hono();
  app.get("/docs", async (context) => {
    await swaggerUiFolder(); // a page without its files would be blank: the error says why
    return context.html(PAGE);
  });
  app.get("/docs/start.js", (context) => context.body(START, 200, { "content-type": "text/javascript" }));
  app.get("/docs/:file", async (context, next) => {
    const { file } = context.req.param();
    const type = FILE_TYPES.get(file);
    if (type === undefined) return await next();
    const bytes = await Deno.readFile(`${await swaggerUiFolder()}/${file}`);
    return context.body(bytes, 200, { "content-type": type, "cache-control": "max-age=86400" });
  });
  return app;
}
