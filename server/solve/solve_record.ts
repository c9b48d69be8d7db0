/**
 * The record of one search, as the API answers with it and the store keeps it: request, status, result.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { Inferred } from "@rstar/core/inferred";
import { STOP_REASONS } from "@rstar/core/search";
import { solveRequestSchema } from "./solve_request.ts";

const resultSchema = z.object({
  status: z.enum(["solved", "unsure", "unsolved"]).openapi({ description: "Whether the search stands by its answer." }),
  answer: z.string().nullable().openapi({ description: "The answer; null where unsure or unsolved." }),
  guess: z.string().nullable().openapi({ description: "The best answer where unsure; null elsewhere." }),
  confidence: z.number().openapi({ description: "Probability that answer or guess is right; 0 where unsolved." }),
  share: z.number().openapi({ description: "Share of the votes that answer or guess has." }),
  forms: z.object({ plain: z.string(), latex: z.string(), python: z.string() }).nullable().openapi({
    description: "Answer or guess as text of each kind; null where unsolved.",
  }),
  votes: z.int().openapi({ description: "Trajectories that give it." }),
  steps: z.array(z.object({
    text: z.string().openapi({ description: "The step: a comment and Python, or the answer in words." }),
    output: z.string().nullable().openapi({ description: "What running it gave." }),
    q: z.number().openapi({ description: "Q(s) in [-1, 1]." }),
    visits: z.int().openapi({ description: "N(s)." }),
    ppm: z.number().nullable().openapi({ description: "The PPM's score in [-1, 1]; null without a PPM." }),
  })).openapi({ description: "The winning trajectory." }),
  stopped: z.enum(STOP_REASONS),
  usage: z.object({
    promptTokens: z.int().openapi({ description: "Tokens of the question's prompt." }),
    tokens: z.int().openapi({ description: "Tokens generated, over all branches." }),
    rollouts: z.int(), // finished, over all trees
    seconds: z.number(), // wall time
  }),
}).openapi("SolveResult");

/**
 * The schema of a record. `interrupted`: the server ended before the search did. `result` is null until the search has
 * ended, and stays null where it failed; `error` is null unless it failed.
 *
 * @internal
 */
export const solveRecordSchema = z.object({
  id: z.string().openapi({ description: "Names the search." }),
  created: z.iso.datetime(),
  status: z.enum(["queued", "running", "done", "failed", "cancelled", "interrupted"]),
  model: z.string(),
  request: solveRequestSchema,
  result: resultSchema.nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
}).openapi("Solve");

/** One search: its request, its status, and its result or error. */
export type SolveRecord = Inferred<typeof solveRecordSchema>;

/** The answer with what speaks for it, its trajectory and what it cost. */
export type SolveResult = NonNullable<SolveRecord["result"]>;

/** A stored result in today's form: once there was no status, and `confidence` was the share of the votes. */
export function solveResultOf(
  stored: SolveResult | Omit<SolveResult, "status" | "guess" | "share" | "forms">,
): SolveResult {
  if ("status" in stored) return stored;
  const { answer, confidence, ...rest } = stored;
  return {
    status: answer === null ? "unsolved" : "solved",
    answer,
    guess: null,
    confidence,
    share: confidence,
    forms: answer === null ? null : { plain: answer, latex: answer, python: answer },
    ...rest,
  };
}

/** `queued` and `running` change; the others are final. */
export type SolveStatus = SolveRecord["status"];
