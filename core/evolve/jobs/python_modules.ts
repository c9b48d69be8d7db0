/**
 * The programs of `python/` that this project starts: module, environment, and the flags that its own code passes. Flags that a
 * recipe or a command line passes on are not listed.
 *
 * @module
 */
import { flagArguments, type FlagValue } from "../recipe/flags.ts";

/** The folders of `python/` that have an environment of their own. */
export type PythonEnvironmentName = "problems" | "training" | "verifier";

/** A program that is started as `python -m module`. */
export interface PythonModule {
  /** Its dotted name. */
  readonly module: string;
  /** The environment whose packages it needs. */
  readonly environment: PythonEnvironmentName;
  /** Whether several processes can share it: `accelerate launch` starts it where a recipe says so. Default false. */
  readonly launched?: boolean;
  /** Folder of its package. Default: `python/`. */
  readonly folder?: string;
}

/** A program with its command line. */
export interface PythonProgram extends PythonModule {
  /** Command-line arguments. */
  readonly args: readonly string[];
}

/** Flags by their names: those that our code passes, and others that it passes on. */
export type GivenFlags<Flag extends string> =
  & { readonly [Name in Flag]?: FlagValue }
  & Readonly<Record<string, FlagValue>>;

/** Makes the command line of one program. */
export interface PythonCommand<Flag extends string> extends PythonModule {
  /** The flags that our code passes, with underscores. */
  readonly flags: readonly Flag[];
  /**
   * @param flags ours and a recipe's, in the order of the command line; of equal ones the program takes the last
   * @param positional arguments without a flag, in front of the others
   */
  (flags: GivenFlags<Flag>, positional?: readonly string[]): PythonProgram;
}

/** A program of ours, for whoever has one beside {@linkcode PYTHON_MODULES}. */
export function pythonCommand<Flag extends string>(
  module: PythonModule,
  flags: readonly Flag[],
): PythonCommand<Flag> {
  const command = (given: Readonly<Record<string, FlagValue>>, positional: readonly string[] = []): PythonProgram => ({
    ...module,
    args: [...positional, ...flagArguments(given)],
  });
  return Object.assign(command, module, { flags });
}

/** Every program of `python/` that is started from TypeScript. */
export const PYTHON_MODULES = {
  /** Draws problems of the Mathematics Dataset, a JSON line each. */
  generate: pythonCommand(
    { module: "problems.generate", environment: "problems" },
    ["count", "seed", "numbers", "reworded"],
  ),
  /** Writes a demonstration for each problem on stdin, runs and grades it. */
  demonstrations: pythonCommand(
    { module: "problems.demonstrations", environment: "verifier" },
    ["detours", "borrowed"],
  ),
  /** Trains a tokenizer. */
  tokenizer: pythonCommand({ module: "training.tokenizer", environment: "training" }, ["data", "out"]),
  /** Fine-tunes a policy, or trains one from nothing with a tokenizer in place of a model. */
  sft: pythonCommand(
    { module: "training.sft", environment: "training", launched: true },
    ["data", "keep_repeats", "tokenizer", "model", "out", "resume"],
  ),
  /** Trains a PPM (Eq. 4). */
  ppm: pythonCommand(
    { module: "training.ppm", environment: "training", launched: true },
    ["data", "model", "out", "resume", "token_budget", "epochs"],
  ),
  /** Positional: checkpoint folder, GGUF file. */
  exportGguf: pythonCommand(
    { module: "training.export_gguf", environment: "training" },
    ["type", "name", "keep_blanks"],
  ),
  /** Positional: GGUF file, checkpoint folder. */
  fromGguf: pythonCommand({ module: "training.from_gguf", environment: "training" }, []),
} as const;
