import { ApiError } from "../api_error.ts";
import type { SolveRequest } from "./solve_request.ts";

/** Bounds of what one request may ask for. */
export interface SolveLimits {
  /** Characters of a question. */
  readonly questionCharacters: number;
  /** Wall time of a search in seconds. A request that names none has this much. */
  readonly seconds: number;
  /** Tokens that a search generates. A request that names none has this many. */
  readonly tokens: number;
}

/** Bounds that a server has by default. */
export const SOLVE_LIMITS: SolveLimits = { questionCharacters: 8_000, seconds: 300, tokens: 200_000 };

/**
 * Holds a request to the server's bounds; budgets are cut to them.
 *
 * @throws {ApiError} `bad_request` for a question that is too long
 */
export function withinLimits(request: SolveRequest, limits: SolveLimits): SolveRequest {
  const { question, budgets = {} } = request;
  if (question.length > limits.questionCharacters) {
    const reason = `it has ${question.length} characters, and ${limits.questionCharacters} are allowed`;
    throw new ApiError("bad_request", `Cannot search the question as ${reason}`, { param: "question" });
  }
  return {
    ...request,
    budgets: {
      tokens: Math.min(budgets.tokens ?? Infinity, limits.tokens),
      seconds: Math.min(budgets.seconds ?? Infinity, limits.seconds),
    },
  };
}
