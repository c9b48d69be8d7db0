import type { PythonModule, PythonRunner, PythonRunOptions } from "@rstar/core";
import { pythonEnvironment } from "./python_environment.ts";
import { type PythonJob, runPythonJob, startPythonJob } from "./python_job.ts";

/** What {@linkcode PythonPrograms} works with. */
export interface PythonProgramsOptions {
  /** Folder of the Python packages and their requirements. */
  readonly root: string;
  /** Flags of `accelerate launch`, which then starts the programs that are `launched`. Default: they are started as they are. */
  readonly launch?: readonly string[];
  /** Is told what is being installed, a line at a time. */
  readonly onProgress: (line: string) => void;
  /** Ends what runs. */
  readonly signal: AbortSignal;
}

/** The Python programs of a folder. */
export class PythonPrograms implements PythonRunner {
  readonly #options: PythonProgramsOptions;

  /** Nothing is installed before the first program runs. */
  constructor(options: PythonProgramsOptions) {
    this.#options = options;
  }

  /** See {@linkcode PythonRunner.run}. */
  async run(
    program: PythonModule,
    args: readonly string[],
    options: PythonRunOptions = {},
  ): Promise<void> {
    await runPythonJob(await this.#job(program, args), { ...options, signal: this.#options.signal });
  }

  /** See {@linkcode PythonRunner.start}. */
  async start(
    program: PythonModule,
    args: readonly string[],
  ): Promise<ReturnType<typeof startPythonJob>> {
    return startPythonJob(await this.#job(program, args), { signal: this.#options.signal });
  }

  async #job({ module, environment, launched, folder }: PythonModule, args: readonly string[]): Promise<PythonJob> {
    const { root, launch = [], onProgress, signal } = this.#options;
    const python = await pythonEnvironment({
      name: environment,
      requirements: `${root}/${environment}/requirements.txt`,
      hashes: environment === "verifier",
      onProgress,
      signal,
    });
    return launch.length > 0 && launched
      ? { python, root, folder, module: "accelerate.commands.launch", args: [...launch, "-m", module, ...args] }
      : { python, root, folder, module, args };
  }
}
