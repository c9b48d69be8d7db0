/**
 * The programs of `python/`, each run in the environment of its folder.
 *
 * @module
 */
import type { PythonEnvironmentName, PythonRunner, PythonRunOptions } from "@rstar/core";
import { pythonEnvironment } from "./python_environment.ts";
import { type PythonJob, runPythonJob, startPythonJob } from "./python_job.ts";

/** Options of {@linkcode PythonPrograms}. */
export interface PythonProgramsOptions {
  /** Folder with a Python package an environment, `requirements.txt` in each. */
  readonly root: string;
  /** Flags of `accelerate launch`, which then starts the training programs. Default: none, and they start directly. */
  readonly launch?: readonly string[];
  /** Receives the progress of installations, a line at a time. */
  readonly onProgress: (line: string) => void;
  /** Stops the running programs. */
  readonly signal: AbortSignal;
}

/** The programs that several processes can run together. */
const TRAININGS = new Set(["training.sft", "training.ppm", "training.pqm"]);

/** {@linkcode PythonRunner} for the packages of one folder. */
export class PythonPrograms implements PythonRunner {
  readonly #options: PythonProgramsOptions;

  /** Nothing is installed until the first program runs. */
  constructor(options: PythonProgramsOptions) {
    this.#options = options;
  }

  /** See {@linkcode PythonRunner.run}. */
  async run(
    environment: PythonEnvironmentName,
    module: string,
    args: readonly string[],
    options: PythonRunOptions = {},
  ): Promise<void> {
    await runPythonJob(await this.#job(environment, module, args), { ...options, signal: this.#options.signal });
  }

  /** See {@linkcode PythonRunner.start}. */
  async start(
    environment: PythonEnvironmentName,
    module: string,
    args: readonly string[],
  ): ReturnType<PythonRunner["start"]> {
    return startPythonJob(await this.#job(environment, module, args), { signal: this.#options.signal });
  }

  async #job(environment: PythonEnvironmentName, module: string, args: readonly string[]): Promise<PythonJob> {
    const { root, launch = [], onProgress, signal } = this.#options;
    const python = await pythonEnvironment({
      name: environment,
      requirements: `${root}/${environment}/requirements.txt`,
      hashes: environment === "verifier",
      onProgress,
      signal,
    });
    return launch.length > 0 && TRAININGS.has(module)
      ? { python, root, module: "accelerate.commands.launch", args: [...launch, "-m", module, ...args] }
      : { python, root, module, args };
  }
}
