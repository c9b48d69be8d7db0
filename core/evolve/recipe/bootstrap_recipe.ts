/**
 * How round 0 grows the first policy: the table `bootstrap` of a recipe.
 *
 * @module
 */
/** How the first policy is grown from nothing. */
export interface BootstrapRecipe {
  /** Problems of the Mathematics Dataset. */
  readonly problems: {
    /** How large their numbers are: the dataset's own thirds. */
    readonly numbers: "easy" | "medium" | "hard";
    /** Share of the questions that are put in a user's words. */
    readonly reworded: number;
  };
  /** Flags of `python -m training.tokenizer`, which reads the demonstrations of the first stage. */
  readonly tokenizer: Flags;
  /** One training after the other, each from the policy before it, on demonstrations of its own. */
  readonly stages: readonly StageRecipe[];
  /** Flags of `python -m training.export_gguf`. */
  readonly export: Flags;
}

/** One training. */
export interface StageRecipe {
  /** Share of the demonstrations that begin after a detour among the definitions. Default 0. */
  readonly detours: number;
  /** Share of the others that begin after definition steps of other problems. Default 0. */
  readonly borrowed: number;
  /** Files of demonstrations, each made by one process. */
  readonly shards: readonly ShardRecipe[];
  /** Flags of `python -m training.sft`. */
  readonly training: Flags;
}

/** One file of demonstrations. */
export interface ShardRecipe {
  /** Seed of its problems. */
  readonly seed: number;
  /** Number of problems. */
  readonly count: number;
  /** Least number of definitions. */
  readonly min_definitions: number;
  /** Largest number of definitions. */
  readonly max_definitions: number;
  /** The dataset's training questions, or everyday ones. Default: `train`. */
  readonly split?: "train" | "everyday";
  /** Comma-separated words: only modules whose name contains one of them. Default: all. */
  readonly modules?: string;
  /** Share of them in other words. Default: that of the recipe. */
  readonly reworded?: number;
}

/** Flags of a Python program by their names with underscores; `true` is a flag without a value, `false` and `undefined` none. */
export type Flags = Readonly<Record<string, string | number | boolean | undefined>>;

/** Command-line arguments of flags: `batch_tokens = 4096` becomes `--batch-tokens 4096`. */
export function flagArguments(flags: Flags): string[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    const flag = `--${name.replaceAll("_", "-")}`;
    if (value === undefined || value === false) return [];
    return value === true ? [flag] : [flag, String(value)];
  });
}
