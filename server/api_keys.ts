/**
 * API keys: requests must bring one as a bearer token.
 *
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { ApiError } from "./api_error.ts";

/**
 * Middleware that answers 401 `invalid_api_key` to requests without one of `keys`. It compares the hashes of all keys
 * in constant time, so the time of an answer says nothing about how much of a key was right.
 */
export function apiKeys(keys: readonly string[]): MiddlewareHandler {
  if (keys.some((key) => key.trim() === "")) throw new TypeError("Cannot ask for an API key that is empty");
  const hashes = keys.map(hash);
  return async (context, next) => {
    const [, token = ""] = /^Bearer (.+)$/i.exec(context.req.header("authorization") ?? "") ?? [];
    const given = hash(token);
    const matches = hashes.filter((known) => timingSafeEqual(known, given)).length;
    if (matches === 0) {
      const reason = token === "" ? "no API key was given: send it as Authorization: Bearer" : "the API key is wrong";
      throw new ApiError("invalid_api_key", `Cannot answer as ${reason}`);
    }
    await next();
  };
}

function hash(key: string): Uint8Array {
  return createHash("sha256").update(key).digest();
}
