import type { PythonEnvironmentName, PythonRunner, PythonRunOptions } from "@rstar/core";
import { pythonEnvironment } from "./python_environment.ts";
import { type PythonJob, runPythonJob, startPythonJob } from "./python_job.ts";

/** What {@linkcode PythonPrograms} works with. */
export interface PythonProgramsOptions {
  /** Folder of the Python packages and their requirements. */
  readonly root: string;
  /** Flags of `accelerate launch`, which then starts the training programs. Default: they are started as they are. */
  readonly launch?: readonly string[];
  /** Is told what is being installed, a line at a time. */
  readonly onProgress: (line: string) => void;
  /** Ends what runs. */
  readonly signal: AbortSignal;
}

/** The programs that several processes can share. */
const TRAININGS = new Set(["training.sft", "training.ppm", "training.pqm"]);

/** The Python programs of a folder. */
export class PythonPrograms implements PythonRunner {
  readonly #options: PythonProgramsOptions;

  /** Nothing is installed before the first program runs. */
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
  ): Promise<ReturnType<typeof startPythonJob>> {
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
