/**
 * Requests that a schema refuses, as errors that name the field.
 *
 * @module
 */
import type { Hook } from "@hono/zod-openapi";
import type { Env } from "hono";
import type { ZodError } from "zod";
import { ApiError } from "../api_error.ts";

/** The hook of every route: throws a `bad_request` {@linkcode ApiError} where a schema refuses the request. */
// deno-lint-ignore no-explicit-any -- the hook of every route
export const validationHook: Hook<any, Env, any, any> = (result) => {
  if (!result.success) throw invalid(result.error);
};

/** The first issue as an error; an unknown field is named itself, not the object that holds it. */
function invalid({ issues: [issue] }: Pick<ZodError, "issues">): ApiError {
  const param = issue.path.join(".");
  const unknown = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const where = unknown ?? (param === "" ? "the body" : param);
  const options = where === "the body" ? {} : { param: where };
  return new ApiError("bad_request", `Cannot take the request: ${where}: ${issue.message}`, options);
}
