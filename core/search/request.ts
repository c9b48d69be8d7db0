/**
 * What a user may ask of a search, declared once: the options of `solve` with their twins in the environment and the body of
 * `POST /v1/solve` follow from it.
 *
 * @module
 */
import { z } from "zod";
import type { Inferred } from "../inferred.ts";
import { searchOptionsSchema } from "./options.ts";
import { PRESET_NAMES } from "./presets.ts";

const { rollouts, candidates, maxDepth, temperature } = searchOptionsSchema.shape;

/** Eleven days: timers cannot wait much longer. */
export const MAX_SECONDS = 1_000_000;
/** They are searched side by side. */
const MAX_TREES = 10_000;

/**
 * The command-line flag of each field of {@linkcode searchRequestSchema}, as `--name <value>`.
 *
 * @internal
 */
export const searchFlags = z.registry<{ readonly flag: string }>();

/**
 * The fields. A front end with limits of its own adds them: `searchRequestSchema.shape.rollouts.max(1024)`.
 *
 * @internal
 */
export const searchRequestSchema = z.strictObject({
  preset: z.enum(PRESET_NAMES).describe("search as the paper or the official code describes it")
    .register(searchFlags, { flag: "--preset <name>" }),
  effort: z.enum(["low", "medium", "high"]).describe(
    "how much is searched before an answer is given up; default: medium",
  )
    .register(searchFlags, { flag: "--effort <level>" }),
  rollouts: rollouts.describe("rollouts of a tree").register(searchFlags, { flag: "--rollouts <n>" }),
  candidates: candidates.describe("candidates for each step").register(searchFlags, { flag: "--candidates <n>" }),
  depth: maxDepth.describe("steps of a trajectory at most").register(searchFlags, { flag: "--depth <n>" }),
  trees: z.int().min(1).max(MAX_TREES).describe("trees for each question").register(searchFlags, {
    flag: "--trees <n>",
  }),
  temperature: temperature.describe("sampling temperature").register(searchFlags, { flag: "--temperature <t>" }),
  seed: z.int().min(0).describe("seed of every sample").register(searchFlags, { flag: "--seed <n>" }).default(0),
  minConfidence: z.number().min(0).max(1).describe("answers below this probability are guesses")
    .register(searchFlags, { flag: "--min-confidence <p>" }),
  budgetTokens: z.int().min(1).describe("tokens for a question").register(searchFlags, { flag: "--budget-tokens <n>" }),
  budgetSeconds: z.number().positive().max(MAX_SECONDS).describe("seconds for a question")
    .register(searchFlags, { flag: "--budget-seconds <s>" }),
});

/** What a user asks of a search; what is left out is the model's own. */
export type SearchRequest = Partial<Inferred<typeof searchRequestSchema>>;
