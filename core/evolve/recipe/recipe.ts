/**
 * The recipe of an evolution, `recipe.toml`: how the first policy is grown, what is searched and how, what data is drawn from
 * the trees, and how models are trained on it.
 *
 * @module
 */
import { parse } from "smol-toml";
import { z } from "zod";
import { RstarError } from "../../errors.ts";
import type { SearchOptions } from "../../search/options.ts";
import { searchOptionsSchema } from "../../search/options_schema.ts";
import type { BootstrapRecipe, Flags, ShardRecipe } from "./bootstrap_recipe.ts";
import { bootstrapSchema, flagSchema, shardSchema } from "./bootstrap_schema.ts";

/** Problems of one level, drawn from the Mathematics Dataset. */
export interface LevelRecipe {
  /** What coverage calls it. */
  readonly name: string;
  /** Number of problems. */
  readonly count: number;
  /** Flags of `python -m problems.generate` that make them. */
  readonly flags: Flags;
}

/** One pass over the problems of a round: so many trees for each. */
export interface PassRecipe {
  /** Which problems: all, or those that no tree of this round has solved. Default `all`. */
  readonly problems: "all" | "unsolved";
  /** Trees a problem, one after the other, with seeds of their own. Default 1. */
  readonly trees: number;
  /** What differs from the recipe's search. */
  readonly search: Partial<SearchOptions>;
  /** In place of the recipe's. */
  readonly enough?: Enough;
}

/** A tree ends early once it has come to so many correct and so many wrong answers. */
export interface Enough {
  /** Correct answers. */
  readonly correct: number;
  /** Wrong answers; where this is 0, correct ones alone end it. */
  readonly wrong: number;
}

/** The search of one round. */
export interface RoundRecipe {
  /** Where first Q-values come from: nowhere (terminal-guided, Eq. 2) or from the PPM of the round before (Eq. 3). */
  readonly guide: "terminals" | "ppm";
  /** Its passes. */
  readonly passes: readonly PassRecipe[];
}

/** How an evolution goes. */
export interface EvolutionRecipe {
  /** Seeds every sample of every round. */
  readonly seed: number;
  /** How the policy of round 0 is grown from nothing; without it `policy.base` must name one. */
  readonly bootstrap?: BootstrapRecipe;
  /** What the rounds search, unless a file of problems is given. */
  readonly problems?: readonly LevelRecipe[];
  /** What `model.json` says of the models of each round: prompt, engine, search at test time. */
  readonly model: Readonly<Record<string, unknown>>;
  /** What differs from the preset `paper` in each pass. */
  readonly search: Partial<SearchOptions>;
  /** When a tree ends early. Default: it does not. */
  readonly enough?: Enough;
  /** The rounds, from 1. */
  readonly rounds: readonly RoundRecipe[];
  /** SFT data. */
  readonly sft: {
    /** Best correct trajectories of a problem. Default 2, the paper's. */
    readonly count: number;
    /** A problem whose trajectories are correct more rarely is left out. Default 0; the paper has 0.5 for synthetic problems. */
    readonly minAccuracy: number;
    /** What becomes of answers that may be right by luck. Default `drop`. */
    readonly luckyGuesses: "keep" | "drop";
    /** From which rounds' trees: all so far, or this one's. Default `all`. */
    readonly rounds: "all" | "latest";
  };
  /** Preference pairs. */
  readonly pairs: {
    /** The paper's selection or the official code's. Default `paper`. */
    readonly selection: "paper" | "official";
    /** From which rounds' trees. Default `all`. */
    readonly rounds: "all" | "latest";
  };
  /** The policy's training. */
  readonly policy: {
    /** What each round starts from: a checkpoint folder or a GGUF file. Default: the bootstrap's policy. */
    readonly base?: string;
    /** Demonstrations that are mixed in; each round draws its own (the seed grows by 1 000 a round). Default none. */
    readonly demonstrations: readonly ShardRecipe[];
    /** Share of them that begin after a detour. Default 0. */
    readonly detours: number;
    /** Share of the others that begin after definition steps of other problems. Default 0. */
    readonly borrowed: number;
    /** How often each example found by search stands in the mixture. Default 1. */
    readonly copies: number;
    /** Flags of `python -m training.sft`. */
    readonly training: Flags;
    /** Flags of `python -m training.export_gguf`. */
    readonly export: Flags;
    /** A server that samples from the policy instead of llama.cpp. */
    readonly server?: {
      /** Its command; `{model}` becomes the checkpoint. */
      readonly command: readonly string[];
      /** Where it answers, up to `/v1`. */
      readonly url: string;
    };
  };
  /** The PPM's training. */
  readonly ppm: {
    /** Flags of `python -m training.ppm`. */
    readonly training: Flags;
    /** Flags of `python -m training.export_gguf`. */
    readonly export: Flags;
  };
  /** Flags of `accelerate launch`, which then starts the trainings. Default: none, and they are started as they are. */
  readonly launch: readonly string[];
}

const enoughSchema = z.strictObject({ correct: z.int().positive(), wrong: z.int().nonnegative() }).optional();
const passSchema = z.strictObject({
  problems: z.enum(["all", "unsolved"]).default("all"),
  trees: z.int().positive().default(1),
  search: searchOptionsSchema.default({}),
  enough: enoughSchema,
});
const sourceSchema = z.enum(["all", "latest"]).default("all");
const recipeSchema = z.strictObject({
  seed: z.int().nonnegative().default(0),
  bootstrap: bootstrapSchema.optional(),
  problems: z.array(z.strictObject({ name: z.string().min(1), count: z.int().positive(), flags: flagSchema }))
    .nonempty()
    .optional(),
  model: z.record(z.string(), z.unknown()).default({}),
  search: searchOptionsSchema.default({}),
  enough: enoughSchema,
  rounds: z.array(z.strictObject({ guide: z.enum(["terminals", "ppm"]), passes: z.array(passSchema).nonempty() }))
    .default([]),
  sft: z.strictObject({
    count: z.int().positive().default(2),
    minAccuracy: z.number().min(0).max(1).default(0),
    luckyGuesses: z.enum(["keep", "drop"]).default("drop"),
    rounds: sourceSchema,
  }).prefault({}),
  pairs: z.strictObject({ selection: z.enum(["paper", "official"]).default("paper"), rounds: sourceSchema }).prefault(
    {},
  ),
  policy: z.strictObject({
    base: z.string().optional(),
    demonstrations: z.array(shardSchema).default([]),
    detours: z.number().min(0).max(1).default(0),
    borrowed: z.number().min(0).max(1).default(0),
    copies: z.int().positive().default(1),
    training: flagSchema.default({}),
    export: flagSchema.default({}),
    server: z.strictObject({ command: z.array(z.string()).nonempty(), url: z.url() }).optional(),
  }).prefault({}),
  ppm: z.strictObject({ training: flagSchema.default({}), export: flagSchema.default({}) }).prefault({}),
  launch: z.array(z.string()).default([]),
});

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
