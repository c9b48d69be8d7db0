import type { Hook } from "@hono/zod-openapi";
import type { Env } from "hono";
import type { ZodError } from "zod";
import { ApiError } from "../api_error.ts";

/** Turns what a schema refuses into an {@linkcode ApiError} that names the field. */
// deno-lint-ignore no-explicit-any -- the hook of every route
export const validationHook: Hook<any, Env, any, any> = (result) => {
  if (!result.success) throw invalid(result.error);
};

/** The first thing that a schema refuses. */
export function invalid({ issues: [issue] }: Pick<ZodError, "issues">): ApiError {
  const param = issue.path.join(".");
  const unknown = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const where = unknown ?? (param === "" ? "the body" : param);
  const options = where === "the body" ? {} : { param: where };
  return new ApiError("bad_request", `Cannot take the request: ${where}: ${issue.message}`, options);
}
