/**
 * The page as three files: `/`, `/page.js`, `/page.css`.
 *
 * @module
 */
import { Hono } from "hono";
import { pageBundle } from "../page_bundle.ts";
import { PAGE_HTML } from "../page_html.ts";

/** The page's routes. Its script and style are bundled at their first request: 500 `job_failed` where that fails. */
export function pageRoutes(): Hono {
  const app = new Hono();
  app.get("/", (context) => context.html(PAGE_HTML));
  app.get("/page.js", async (context) => {
    return context.body((await pageBundle()).script, 200, { "content-type": "text/javascript" });
  });
  app.get("/page.css", async (context) => {
    return context.body((await pageBundle()).style, 200, { "content-type": "text/css" });
  });
  return app;
}
