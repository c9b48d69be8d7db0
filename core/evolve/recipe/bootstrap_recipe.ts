/**
 * How round 0 grows the first policy: the table `bootstrap` of a recipe.
 *
 * @module
 */
import { z } from "zod";
import { flagsSchema } from "./flags.ts";

const shareSchema = z.number().min(0).max(1);

/** How the first demonstrations of a problem begin. */
export const detoursSchema = shareSchema.default(0).describe("Share of the demonstrations that begin after a detour.");
/** The same of the others. */
export const borrowedSchema = shareSchema.default(0).describe(
  "Share of the others that begin after definition steps of other problems.",
);

/** One file of demonstrations. */
export const shardSchema = z.strictObject({
  seed: z.int().nonnegative().describe("Seed of its problems."),
  count: z.int().positive().describe("Number of problems."),
  min_definitions: z.int().nonnegative().describe("Least number of definitions."),
  max_definitions: z.int().nonnegative().describe("Largest number of definitions."),
  split: z.enum(["train", "everyday"]).optional().describe(
    "The dataset's training questions, or everyday ones. Default: `train`.",
  ),
  modules: z.string().optional().describe(
    "Comma-separated words: only modules whose name contains one of them. Default: all.",
  ),
  reworded: shareSchema.optional().describe("Share of them in other words. Default: that of the recipe."),
});

/** How the first policy is grown from nothing. */
export const bootstrapSchema = z.strictObject({
  problems: z.strictObject({
    numbers: z.enum(["easy", "medium", "hard"]).describe("How large their numbers are: the dataset's own thirds."),
    reworded: shareSchema.describe("Share of the questions that are put in a user's words."),
  }).describe("Problems of the Mathematics Dataset."),
  tokenizer: flagsSchema.describe(
    "Flags of `python -m training.tokenizer`, which reads the demonstrations of the first stage.",
  ),
  stages: z.array(z.strictObject({
    detours: detoursSchema,
    borrowed: borrowedSchema,
    shards: z.array(shardSchema).nonempty().describe("Files of demonstrations, each made by one process."),
    training: flagsSchema.describe("Flags of `python -m training.sft`."),
  })).nonempty().describe(
    "One training after the other, each from the policy before it, on demonstrations of its own.",
  ),
  export: flagsSchema.describe("Flags of `python -m training.export_gguf`."),
});
