/**
 * The recipe of an evolution, `recipe.toml`: how the first policy is grown, what is searched and how, what data is drawn from
 * the trees, and how models are trained on it.
 *
 * @module
 */
import { parse } from "smol-toml";
import { z } from "zod";
import { RstarError } from "../../errors.ts";
import type { Inferred } from "../../inferred.ts";
import { searchOptionsSchema } from "../../search/options.ts";
import { bootstrapSchema, borrowedSchema, detoursSchema, shardSchema } from "./bootstrap_recipe.ts";
import { flagsSchema } from "./flags.ts";

const enoughSchema = z.strictObject({
  correct: z.int().positive().describe("Correct answers."),
  wrong: z.int().nonnegative().describe("Wrong answers; where this is 0, correct ones alone end it."),
}).optional();

const searchSchema = searchOptionsSchema.partial().default({});

const levelSchema = z.strictObject({
  name: z.string().min(1).describe("What coverage calls it."),
  count: z.int().positive().describe("Number of problems."),
  flags: flagsSchema.describe("Flags of `python -m problems.generate` that make them."),
});

const passSchema = z.strictObject({
  problems: z.enum(["all", "unsolved"]).default("all").describe(
    "Which problems: all, or those that no tree of this round has solved.",
  ),
  trees: z.int().positive().default(1).describe("Trees a problem, one after the other, with seeds of their own."),
  search: searchSchema.describe("What differs from the recipe's search."),
  enough: enoughSchema.describe("In place of the recipe's."),
});

const roundSchema = z.strictObject({
  guide: z.enum(["terminals", "ppm"]).describe(
    "Where first Q-values come from: nowhere (terminal-guided, Eq. 2) or the PPM of the round before (Eq. 3).",
  ),
  passes: z.array(passSchema).nonempty(),
});

const sourceSchema = z.enum(["all", "latest"]).default("all").describe(
  "From which rounds' trees: all so far, or this one's.",
);

const sftSchema = z.strictObject({
  count: z.int().positive().default(2).describe("Best correct trajectories of a problem. The paper has 2."),
  minAccuracy: z.number().min(0).max(1).default(0).describe(
    "A problem whose trajectories are correct more rarely is left out. The paper has 0.5 for synthetic problems.",
  ),
  luckyGuesses: z.enum(["keep", "drop"]).default("drop").describe("What becomes of answers that may be right by luck."),
  rounds: sourceSchema,
});

const pairsSchema = z.strictObject({
  selection: z.enum(["paper", "official"]).default("paper").describe(
    "The paper's selection or the official code's.",
  ),
  rounds: sourceSchema,
});

const policySchema = z.strictObject({
  base: z.string().optional().describe(
    "What each round starts from: a checkpoint folder or a GGUF file. Default: the bootstrap's policy.",
  ),
  demonstrations: z.array(shardSchema).default([]).describe(
    "Demonstrations that are mixed in; each round draws its own (the seed grows by 1 000 a round).",
  ),
  detours: detoursSchema,
  borrowed: borrowedSchema,
  copies: z.int().positive().default(1).describe("How often each example found by search stands in the mixture."),
  training: flagsSchema.default({}).describe("Flags of `python -m training.sft`."),
  export: flagsSchema.default({}).describe("Flags of `python -m training.export_gguf`."),
  server: z.strictObject({
    command: z.array(z.string()).nonempty().describe("Its command; `{model}` becomes the checkpoint."),
    url: z.url().describe("Where it answers, up to `/v1`."),
  }).optional().describe("A server that samples from the policy instead of llama.cpp."),
});

const ppmSchema = z.strictObject({
  training: flagsSchema.default({}).describe("Flags of `python -m training.ppm`."),
  export: flagsSchema.default({}).describe("Flags of `python -m training.export_gguf`."),
});

/**
 * A recipe. The order of the fields and their defaults are part of the plan that a resumed round is held to: a field that is
 * moved, or a default that is changed, ends every run begun before.
 *
 * @internal
 */
export const recipeSchema = z.strictObject({
  seed: z.int().nonnegative().default(0).describe("Seeds every sample of every round."),
  bootstrap: bootstrapSchema.optional().describe(
    "How the policy of round 0 is grown from nothing; without it `policy.base` must name one.",
  ),
  problems: z.array(levelSchema).nonempty().optional().describe(
    "What the rounds search, unless a file of problems is given: levels drawn from the Mathematics Dataset.",
  ),
  model: z.record(z.string(), z.unknown()).default({}).describe(
    "What `model.json` says of the models of each round: prompt, engine, search at test time.",
  ),
  search: searchSchema.describe("What differs from the preset `paper` in each pass."),
  enough: enoughSchema.describe("When a tree ends early. Default: it does not."),
  rounds: z.array(roundSchema).default([]).describe("The rounds, from 1."),
  sft: sftSchema.prefault({}).describe("SFT data."),
  pairs: pairsSchema.prefault({}).describe("Preference pairs."),
  policy: policySchema.prefault({}).describe("The policy's training."),
  ppm: ppmSchema.prefault({}).describe("The PPM's training."),
  launch: z.array(z.string()).default([]).describe(
    "Flags of `accelerate launch`, which then starts the trainings. Default: none, and they are started as they are.",
  ),
});

/** How an evolution goes. */
export type EvolutionRecipe = Inferred<typeof recipeSchema>;

/** How the first policy is grown from nothing. */
export type BootstrapRecipe = NonNullable<EvolutionRecipe["bootstrap"]>;

/** One training of the first policy. */
export type StageRecipe = BootstrapRecipe["stages"][number];

/** One file of demonstrations. */
export type ShardRecipe = StageRecipe["shards"][number];

/** Problems of one level, drawn from the Mathematics Dataset. */
export type LevelRecipe = NonNullable<EvolutionRecipe["problems"]>[number];

/** The search of one round. */
export type RoundRecipe = EvolutionRecipe["rounds"][number];

/** One pass over the problems of a round: so many trees for each. */
export type PassRecipe = RoundRecipe["passes"][number];

/** A tree ends early once it has come to so many correct and so many wrong answers. */
export type Enough = NonNullable<EvolutionRecipe["enough"]>;

/**
 * Reads a recipe.
 *
 * @throws {RstarError} `bad_request`: no TOML, or a field missing, unknown or wrong
 */
export function parseRecipe(text: string, path: string): EvolutionRecipe {
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    const message = (cause as Error).message.split("\n")[0];
    throw new RstarError("bad_request", `Cannot read ${path} as TOML: ${message}`, { cause });
  }
  const parsed = recipeSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RstarError("bad_request", `Cannot use ${path}: ${issue.path.join(".") || "the whole"}: ${issue.message}`);
}
