/**
 * Round 0: what the rounds start from.
 *
 * @module
 */
import { RstarError } from "../errors.ts";
import { growFirstPolicy } from "./bootstrap.ts";
import { flagArguments } from "./bootstrap_recipe.ts";
import type { PythonRunner } from "./python_programs.ts";
import type { EvolutionRecipe } from "./recipe.ts";
import { readIfThere, type RunFolder, writeWhole } from "./run_folder.ts";

/** The checkpoint that each round's policy is trained from, and where it came from: `base.json`. */
export interface Base {
  /** What was asked for: a checkpoint folder, a GGUF file, or `bootstrap`. */
  readonly origin: string;
  /** Folder in Hugging Face format. */
  readonly checkpoint: string;
}

/** What {@linkcode roundZero} works with. */
export interface RoundZeroOptions {
  /** How the first policy is grown, where none is given. */
  readonly recipe: EvolutionRecipe;
  /** A checkpoint folder or a GGUF file, instead of the recipe's. */
  readonly base?: string;
  /** Whether the first round searches with it: then it is exported to GGUF. */
  readonly searches: boolean;
  /** Runs the programs. */
  readonly python: PythonRunner;
  /** Is told what goes on, a line at a time. */
  readonly onProgress: (line: string) => void;
}

/**
 * Makes `round-0/`: the base checkpoint, and its GGUF file. What is there is not made again.
 *
 * @throws {RstarError} `bad_request` where nothing names a base, or the run was begun from another one; what the programs throw
 */
export async function roundZero(run: RunFolder, options: RoundZeroOptions): Promise<Base> {
  const path = `${run.round(0)}/base.json`;
  const kept = await readIfThere(path);
  if (kept !== null) {
    const base: Base = JSON.parse(kept);
    if (options.base === undefined || options.base === base.origin) return base;
    throw new RstarError("bad_request", `Cannot start from ${options.base} as the run was begun from ${base.origin}`);
  }
  await Deno.mkdir(run.round(0), { recursive: true });
  const base = await makeBase(run.round(0), options);
  await writeWhole(path, JSON.stringify(base));
  return base;
}

async function makeBase(folder: string, options: RoundZeroOptions): Promise<Base> {
  const { recipe, python, onProgress } = options;
  const origin = options.base ?? recipe.policy.base;
  const gguf = `${folder}/policy.gguf`;
  if (origin === undefined) {
    if (!recipe.bootstrap) {
      throw new RstarError(
        "bad_request",
        "Cannot begin as the recipe has neither [bootstrap] nor policy.base: give --base",
      );
    }
    const { checkpoint } = await growFirstPolicy({ recipe: recipe.bootstrap, folder, python, onProgress });
    return { origin: "bootstrap", checkpoint };
  }
  const info = await Deno.stat(origin).catch((cause) => {
    throw new RstarError("bad_request", `Cannot start from ${origin}: ${cause.message}`, { cause });
  });
  if (info.isDirectory) {
    if (options.searches) {
      await python.run("training", "training.export_gguf", [origin, gguf, ...flagArguments(recipe.policy.export)]);
    }
    return { origin, checkpoint: await Deno.realPath(origin) };
  }
  const checkpoint = `${folder}/policy`;
  await python.run("training", "training.from_gguf", [origin, checkpoint]);
  await Deno.copyFile(origin, gguf);
  return { origin, checkpoint };
}
