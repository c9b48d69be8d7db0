import { z } from "zod";
import type { SearchOptions } from "./options.ts";

/** What a file may say of a search: any of {@linkcode SearchOptions}, and nothing else. */
export const searchOptionsSchema: z.ZodType<Partial<SearchOptions>> = z.strictObject(
  {
    candidates: z.int().positive(),
    answerCandidates: z.int().positive(),
    rollouts: z.int().positive(),
    maxDepth: z.int().positive(),
    exploration: z.number().nonnegative(),
    temperature: z.number().nonnegative(),
    topP: z.number().positive().max(1),
    topK: z.int().nonnegative(),
    maxStepTokens: z.int().positive(),
    unvisited: z.enum(["infinity", "zero"]),
    terminals: z.enum(["revisit", "exclude"]),
    answers: z.enum(["all", "first"]),
    errorsThreshold: z.int().positive(),
    repeats: z.enum(["keep", "drop"]),
    errorTest: z.enum(["status", "substring"]),
    deadEnd: z.enum(["ignore", "penalize"]),
    output: z.enum(["stdout", "msft"]),
    choice: z.discriminatedUnion("rule", [
      z.strictObject({ rule: z.enum(["ppm-best", "majority", "weighted-vote", "likelihood-vote"]) }),
      z.strictObject({ rule: z.literal("top-majority"), count: z.int().positive() }),
    ]),
  } satisfies Record<keyof SearchOptions, z.ZodType>,
).partial();
