import { OpenAPIHono } from "@hono/zod-openapi";
import { getLogger } from "@logtape/logtape";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import { requestId } from "hono/request-id";
import { routePath } from "hono/route";
import { secureHeaders } from "hono/secure-headers";
import { ApiError, apiError } from "./api_error.ts";
import { apiKeys } from "./api_keys.ts";
import type { ReasoningForm } from "./chat/chat_request.ts";
import { chatRoutes } from "./routes/chat_routes.ts";
import { describe, docsRoutes } from "./routes/docs_routes.ts";
import { healthRoutes } from "./routes/health_routes.ts";
import type { Metrics } from "./metrics.ts";
import { metricsRoutes } from "./routes/metrics_routes.ts";
import { pageRoutes } from "./routes/page_routes.ts";
import type { ServerState } from "./server_state.ts";
import { solveRoutes } from "./routes/solve_routes.ts";
import { validationHook } from "./routes/validation.ts";

/** How an app is open to the world. */
export interface AppOptions {
  /** Counts what happens. */
  readonly metrics: Metrics;
  /** Keys that `/v1` asks for, one of them. Default: none is asked for. */
  readonly keys?: readonly string[];
  /** Origins whose pages may call. Default: none but its own. */
  readonly origins?: readonly string[];
  /** Bytes of a body at most. Default 256 KiB. */
  readonly bodyBytes?: number;
  /** Where a chat's reasoning goes when a request does not say. Default `content`. */
  readonly reasoning?: ReasoningForm;
}

const log = getLogger(["rstar", "server"]);

/** Answers requests. */
export interface App {
  /** Answers a request. */
  fetch(request: Request): Response | Promise<Response>;
  /** Answers a request for a path, without a socket. */
  request(path: string, init?: RequestInit): Response | Promise<Response>;
}

/** The routes, composed. */
export function createApp(state: ServerState, options: AppOptions): App {
  const { metrics, keys = [], origins = [], bodyBytes = 256 * 1024, reasoning = "content" } = options;
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
  if (origins.length > 0) app.use("/v1/*", cors({ origin: [...origins] }));
  if (keys.length > 0) app.use("/v1/*", apiKeys(keys));
  app.use(bodyLimit({
    maxSize: bodyBytes,
    onError: () => {
      throw new ApiError("request_too_large", `Cannot read the body as it has more than ${bodyBytes} bytes`);
    },
  }));
  app.route("/", healthRoutes(state));
  app.route("/", solveRoutes(state));
  app.route("/", chatRoutes(state, { reasoning }));
  app.route("/", metricsRoutes(metrics));
  app.route("/", pageRoutes());
  describe(app);
  app.route("/", docsRoutes());
  app.notFound(({ req }) => {
    throw new ApiError("not_found", `Cannot find ${req.method} ${req.path}`);
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

/** Hono says in plain text what of a body it cannot read. */
function ofHono({ status, message, cause }: HTTPException): ApiError {
  if (status === 415) {
    return new ApiError("unsupported_media_type", "Cannot read the body as it is not application/json");
  }
  return new ApiError(status < 500 ? "bad_request" : "internal", `Cannot read the request: ${message}`, { cause });
}
