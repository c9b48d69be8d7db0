/**
 * The app: every route behind its middleware, and every error as the API's JSON.
 *
 * @module
 */
import { OpenAPIHono } from "@hono/zod-openapi";
import { getLogger } from "@logtape/logtape";
import type { Context } from "hono";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import { methodNotAllowed } from "hono/method-not-allowed";
import { requestId } from "hono/request-id";
import { routePath } from "hono/route";
import { secureHeaders } from "hono/secure-headers";
import { ApiError, apiError } from "./api_error.ts";
import { apiKeys } from "./api_keys.ts";
import type { ReasoningForm } from "./chat/chat_request.ts";
import { onlyHosts } from "./hosts.ts";
import type { Metrics } from "./metrics.ts";
import { requestBody } from "./request_body.ts";
import { chatRoutes } from "./routes/chat_routes.ts";
import { describe, docsRoutes } from "./routes/docs_routes.ts";
import { modelRoutes } from "./routes/model_routes.ts";
import { healthRoutes, metricsRoutes } from "./routes/monitoring_routes.ts";
import { pageRoutes } from "./routes/page_routes.ts";
import { solveRoutes } from "./routes/solve_routes.ts";
import { validationHook } from "./routes/validation.ts";
import type { ServerState } from "./server_state.ts";

/** Who may call an app, with how much, and what counts the calls. */
export interface AppOptions {
  /** Counts every request, and is what `GET /metrics` shows. */
  readonly metrics: Metrics;
  /** API keys; a request to `/v1` must bring one of them. Default: `/v1` is open to everyone. */
  readonly keys?: readonly string[];
  /** Origins whose pages may call `/v1` (CORS); `*` is all. Default: only the server's own page. */
  readonly origins?: readonly string[];
  /** Names besides the local ones that requests may be sent to. Default: every name, as behind a proxy. */
  readonly hosts?: readonly string[];
  /** Bytes of a request's body at most, as it comes and decoded; more get 413. Default 256 KiB. */
  readonly bodyBytes?: number;
  /** Where a chat's reasoning goes when its request does not say. Default `content`. */
  readonly reasoning?: ReasoningForm;
}

const log = getLogger(["rstar", "server"]);

/** What answers requests: behind a socket by `fetch`, in a test by `request`. */
export interface App {
  /** Answers a request, also with errors: it never rejects. Aborting the request's signal ends its search. */
  fetch(request: Request): Response | Promise<Response>;
  /** The same for a path such as `/health`, without a socket. */
  request(path: string, init?: RequestInit): Response | Promise<Response>;
}

/**
 * Composes middleware and routes: request ids, log and metrics of each request, security headers, CORS, API keys,
 * decoded and bounded bodies; then health, searches, chat, metrics, page and docs.
 *
 * @param state while its model is being loaded, what needs the model is answered with 503
 */
export function createApp(state: ServerState, options: AppOptions): App {
  const { metrics, keys = [], origins = [], hosts, bodyBytes = 256 * 1024, reasoning = "content" } = options;
  const app = new OpenAPIHono({ defaultHook: validationHook });
  app.use(requestId());
  app.use(async (context, next) => {
    const start = performance.now();
    await next();
    const seconds = (performance.now() - start) / 1000;
    const { method, path } = context.req;
    const { status } = context.res;
    metrics.answered({ method, route: routePath(context, -1), status }, seconds);
    log.info("{method} {path} {status}", { method, path, status, seconds, requestId: context.get("requestId") });
  });
  app.use(secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", "data:"],
      objectSrc: ["'none'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
  }));
  if (hosts) app.use(onlyHosts(hosts));
  if (origins.length > 0) {
    const exposeHeaders = ["x-request-id", "retry-after"];
    app.use("/v1/*", cors({ origin: origins.includes("*") ? "*" : [...origins], exposeHeaders, maxAge: 600 }));
  }
  if (keys.length > 0) app.use("/v1/*", apiKeys(keys));
  app.use(requestBody(bodyBytes));
  app.use(methodNotAllowed({ app, onMethodNotAllowed }));
  app.route("/", healthRoutes(state));
  app.route("/", solveRoutes(state));
  app.route("/", modelRoutes(state));
  app.route("/", chatRoutes(state, { reasoning }));
  app.route("/", metricsRoutes(metrics));
  app.route("/", pageRoutes());
  describe(app);
  app.route("/", docsRoutes());
  app.notFound((context) => {
    const { method, path } = context.req;
    const { body, status } = new ApiError("not_found", `Cannot find ${method} ${path}`);
    return context.json(body, status); // not thrown: the middleware for other methods sees a 404 only where nothing threw
  });
  app.onError((error, context) => {
    const answer = error instanceof HTTPException ? ofHono(error) : apiError(error);
    if (answer.code === "internal") log.error("{error}", { error, requestId: context.get("requestId") });
    if (answer.retryAfterSeconds !== undefined) context.header("retry-after", String(answer.retryAfterSeconds));
    if (answer.code === "invalid_api_key") context.header("www-authenticate", "Bearer");
    return context.json(answer.body, answer.status);
  });
  return app;
}

function onMethodNotAllowed(context: Context, allowed: readonly string[]): Response {
  const { method, path } = context.req;
  const message = `Cannot ${method} ${path} as it takes only ${allowed.join(", ")}`;
  const { body, status } = new ApiError("method_not_allowed", message);
  return context.json(body, status, { allow: allowed.join(", ") });
}

/** Hono's own errors, thrown before a schema sees the body: another content type, or JSON that does not parse. */
function ofHono({ status, message, cause }: HTTPException): ApiError {
  if (status === 415) {
    return new ApiError("unsupported_media_type", "Cannot read the body as it is not application/json");
  }
  return new ApiError(status < 500 ? "bad_request" : "internal", `Cannot read the request: ${message}`, { cause });
}
