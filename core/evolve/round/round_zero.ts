/**
 * Round 0: the base checkpoint that the rounds start from, grown from nothing, given, or read out of a GGUF file.
 *
 * @module
 */
import { RstarError } from "../../errors.ts";
import { growFirstPolicy } from "../bootstrap/bootstrap.ts";
import type { PythonRunner } from "../jobs/python_runner.ts";
import { isFile, readIfThere, systemReason, writeWhole } from "@rstar/system";
import type { EvolutionRecipe } from "../recipe/recipe.ts";
import type { RunFolder } from "../run/run_folder.ts";
import { PYTHON_MODULES } from "../jobs/python_modules.ts";

/** The checkpoint that each round's policy is trained from, and its origin: `base.json`. */
export interface Base {
  /** What was requested: a checkpoint folder, a GGUF file, or `bootstrap`. */
  readonly origin: string;
  /** Folder in Hugging Face format. */
  readonly checkpoint: string;
}

/** Options of {@linkcode roundZero}. */
export interface RoundZeroOptions {
  /** Names the base, or says how the first policy is grown. */
  readonly recipe: EvolutionRecipe;
  /** A checkpoint folder or a GGUF file, instead of the recipe's. */
  readonly base?: string;
  /** Whether round 1 searches with the base, which is then exported to GGUF. */
  readonly searches: boolean;
  /** Runs the training programs. */
  readonly python: PythonRunner;
  /** Receives progress, a line at a time. */
  readonly onProgress: (line: string) => void;
}

/**
 * Makes `round-0/`: the base checkpoint, and its GGUF file. Files that exist are kept.
 *
 * @throws {RstarError} `bad_request` where nothing names a base, or the run was begun from another one; what the programs throw
 */
export async function roundZero(run: RunFolder, options: RoundZeroOptions): Promise<Base> {
  const folder = run.round(0);
  const base = await keptBase(folder, options) ?? await makeBase(folder, options);
  if (options.searches) await makeGguf(base, ggufOf(folder), options);
  return base;
}

function ggufOf(folder: string): string {
  return `${folder}/policy.gguf`;
}

async function keptBase(folder: string, options: RoundZeroOptions): Promise<Base | null> {
  const kept = await readIfThere(`${folder}/base.json`);
  if (kept === null) return null;
  const base: Base = JSON.parse(kept);
  const asked = options.base ?? options.recipe.policy.base ?? base.origin;
  if (asked === base.origin) return base;
  throw new RstarError("bad_request", `Cannot start from ${asked} as the run was begun from ${base.origin}`);
}

async function makeBase(folder: string, options: RoundZeroOptions): Promise<Base> {
  await Deno.mkdir(folder, { recursive: true });
  const origin = options.base ?? options.recipe.policy.base;
  const base = origin === undefined ? await grownBase(folder, options) : await givenBase(folder, origin, options);
  await writeWhole(`${folder}/base.json`, JSON.stringify(base));
  return base;
}

async function grownBase(folder: string, { recipe, python, onProgress }: RoundZeroOptions): Promise<Base> {
  if (!recipe.bootstrap) {
    const reason = "the recipe has neither [bootstrap] nor policy.base";
    throw new RstarError("bad_request", `Cannot begin as ${reason}: give --base`);
  }
  const { checkpoint } = await growFirstPolicy({ recipe: recipe.bootstrap, folder, python, onProgress });
  return { origin: "bootstrap", checkpoint };
}

async function givenBase(folder: string, origin: string, { python }: RoundZeroOptions): Promise<Base> {
  const info = await Deno.stat(origin).catch((cause) => {
    throw new RstarError("bad_request", `Cannot start from ${origin}: ${systemReason(cause) ?? cause}`, { cause });
  });
  await Deno.remove(ggufOf(folder)).catch(() => {}); // of another base: an earlier call was stopped before it wrote base.json
  if (info.isDirectory) return { origin, checkpoint: await Deno.realPath(origin) };
  const checkpoint = `${folder}/policy`;
  await python.run(PYTHON_MODULES.fromGguf({}, [origin, checkpoint]));
  return { origin, checkpoint };
}

/** Makes the missing GGUF file: a copy of the given one, else an export of the checkpoint. */
async function makeGguf({ origin, checkpoint }: Base, gguf: string, options: RoundZeroOptions): Promise<void> {
  if (await isFile(gguf)) return;
  if (await isFile(origin)) {
    await Deno.copyFile(origin, `${gguf}.part`);
    return await Deno.rename(`${gguf}.part`, gguf);
  }
  const { recipe, python } = options;
  await python.run(PYTHON_MODULES.exportGguf(recipe.policy.export, [checkpoint, gguf]));
}
