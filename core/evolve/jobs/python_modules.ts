/**
 * The programs of `python/` that this project starts: module, environment, and the flags that its own code passes. Flags that a
 * recipe or a command line passes on are not listed.
 *
 * @module
 */

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
  /** Options that our code passes. */
  readonly flags?: readonly string[];
  /** Folder of its package. Default: `python/`. */
  readonly folder?: string;
}

/** Every program of `python/` that is started from TypeScript. */
export const PYTHON_MODULES = {
  generate: {
    module: "problems.generate",
    environment: "problems",
    flags: ["--count", "--seed", "--numbers", "--reworded"],
  },
  demonstrations: { module: "problems.demonstrations", environment: "verifier", flags: ["--detours", "--borrowed"] },
  tokenizer: { module: "training.tokenizer", environment: "training", flags: ["--data", "--out"] },
  sft: {
    module: "training.sft",
    environment: "training",
    launched: true,
    flags: ["--data", "--tokenizer", "--model", "--out", "--resume", "--keep-repeats"],
  },
  ppm: {
    module: "training.ppm",
    environment: "training",
    launched: true,
    flags: ["--data", "--model", "--out", "--resume", "--token-budget", "--epochs"],
  },
  exportGguf: {
    module: "training.export_gguf",
    environment: "training",
    flags: ["--type", "--name", "--keep-blanks"],
  },
  fromGguf: { module: "training.from_gguf", environment: "training" },
} as const satisfies Readonly<Record<string, PythonModule>>;
