/**
 * The API's bodies as schemas: what is refused, and what `/openapi.json` says of them.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { SolveRecord, SolveResult } from "./solve_record.ts";
import type { SolveRequest } from "./solve_request.ts";

/** Body of `POST /v1/solve`. */
export const solveRequestSchema: z.ZodType<SolveRequest> = z.strictObject({
  question: z.string().trim().min(1).openapi({
    description: "The problem in words.",
    example: "Suppose 4*c + 6 = 26. Is c prime?",
  }),
  model: z.string().optional().openapi({ description: "Name of the model, as GET /v1/models lists it." }),
  preset: z.enum(["paper", "msft"]).optional().openapi({
    description: "Search as the paper or the official code describes it. Default: the model's own.",
  }),
  rollouts: z.int().min(1).max(1024).optional().openapi({ description: "Rollouts of a tree." }),
  candidates: z.int().min(1).max(64).optional().openapi({ description: "Candidates for each step." }),
  depth: z.int().min(1).max(64).optional().openapi({ description: "Steps of a trajectory at most." }),
  temperature: z.number().min(0).max(2).optional().openapi({ description: "Sampling temperature." }),
  trees: z.int().min(1).max(16).optional().openapi({ description: "Trees, side by side. Default 1." }),
  seed: z.int().min(0).max(2 ** 32 - 1).optional().openapi({ description: "Seed of every sample. Default 0." }),
  budgets: z.strictObject({
    tokens: z.int().min(1).optional().openapi({ description: "Tokens to generate at most." }),
    seconds: z.number().positive().optional().openapi({ description: "Wall time at most." }),
  }).optional(),
  stream: z.boolean().optional().openapi({ description: "Answer with server-sent events while the search goes on." }),
}).openapi("SolveRequest");

const resultSchema: z.ZodType<SolveResult> = z.object({
  answer: z.string().nullable().openapi({ description: "The answer; null where none was found." }),
  confidence: z.number().openapi({ description: "Share of the votes that the answer has." }),
  votes: z.int().openapi({ description: "Trajectories that give the answer." }),
  steps: z.array(z.object({
    text: z.string().openapi({ description: "The step: a comment and Python, or the answer in words." }),
    output: z.string().nullable().openapi({ description: "What running it gave." }),
    q: z.number().openapi({ description: "Q(s) in [-1, 1]." }),
    visits: z.int().openapi({ description: "N(s)." }),
    ppm: z.number().nullable().openapi({ description: "The PPM's score in [-1, 1]; null without a PPM." }),
  })).openapi({ description: "The winning trajectory." }),
  stopped: z.enum(["rollouts", "tokens", "seconds", "agreement", "enough", "exhausted", "cancelled"]),
  usage: z.object({
    promptTokens: z.int().openapi({ description: "Tokens of the question's prompt." }),
    tokens: z.int().openapi({ description: "Tokens generated, over all branches." }),
    rollouts: z.int(),
    seconds: z.number(),
  }),
}).openapi("SolveResult");

/** One search. */
export const solveRecordSchema: z.ZodType<SolveRecord> = z.object({
  id: z.string().openapi({ description: "Names the search." }),
  created: z.iso.datetime(),
  status: z.enum(["queued", "running", "done", "failed", "cancelled", "interrupted"]),
  model: z.string(),
  request: solveRequestSchema,
  result: resultSchema.nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
}).openapi("Solve");
