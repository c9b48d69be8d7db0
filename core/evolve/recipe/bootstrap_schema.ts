import { z } from "zod";
import type { BootstrapRecipe, Flags, ShardRecipe } from "./bootstrap_recipe.ts";

/** Flags, as a recipe has them. */
export const flagSchema: z.ZodType<Flags> = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** See {@linkcode ShardRecipe}. */
export const shardSchema: z.ZodType<ShardRecipe> = z.strictObject({
  seed: z.int().nonnegative(),
  count: z.int().positive(),
  min_definitions: z.int().nonnegative(),
  max_definitions: z.int().nonnegative(),
  split: z.enum(["train", "everyday"]).optional(),
  modules: z.string().optional(),
  reworded: z.number().min(0).max(1).optional(),
});

/** See {@linkcode BootstrapRecipe}. */
export const bootstrapSchema: z.ZodType<BootstrapRecipe> = z.strictObject({
  problems: z.strictObject({
    numbers: z.enum(["easy", "medium", "hard"]),
    reworded: z.number().min(0).max(1),
  }),
  tokenizer: flagSchema,
  stages: z.array(z.strictObject({
    detours: z.number().min(0).max(1).default(0),
    borrowed: z.number().min(0).max(1).default(0),
    shards: z.array(shardSchema).nonempty(),
    training: flagSchema,
  })).nonempty(),
  export: flagSchema,
});
