import { pythonEnvironment } from "../verifier/environment.ts";
import type { PythonModule } from "./jobs/python_modules.ts";
import { type PythonJob, type PythonJobOptions, runPythonJob, startPythonJob } from "./python_job.ts";

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

/** Runs this project's Python programs, each in its environment, which is made when first needed. */
export interface PythonRunner {
  /**
   * Runs `python -m module` to its end.
   *
   * @throws {RstarError} `python_unavailable`, `job_failed`
   * @throws {DOMException} `AbortError` when the signal aborts
   */
  run(
    program: PythonModule,
    args: readonly string[],
    options?: Omit<PythonJobOptions, "signal">,
  ): Promise<void>;
  /** Starts a program whose stdout another one reads. Its `done` rejects as {@linkcode PythonRunner.run} does. */
  start(
    program: PythonModule,
    args: readonly string[],
  ): Promise<ReturnType<typeof startPythonJob>>;
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
    options: Omit<PythonJobOptions, "signal"> = {},
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
