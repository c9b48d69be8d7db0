/**
 * The programs of `python/`, each run in the environment of its folder.
 *
 * @module
 */
import type { PythonProgram, PythonRunner, PythonRunOptions } from "@rstar/core/evolve";
import { pythonEnvironment, type PythonEnvironmentOptions } from "./python_environment.ts";
import { type PythonJob, runPythonJob, startPythonJob } from "./python_job.ts";

/** Options of {@linkcode PythonPrograms}. */
export interface PythonProgramsOptions {
  /** Folder with a Python package an environment, `requirements.txt` in each. */
  readonly root: string;
  /** Flags of `accelerate launch`, which then starts the programs that are `launched`. Default: none, and they start directly. */
  readonly launch?: readonly string[];
  /** Receives the progress of installations, a line at a time. */
  readonly onProgress: (line: string) => void;
  /** Stops the running programs. */
  readonly signal: AbortSignal;
}

/**
 * What the environment of a folder of programs is made from: all are pinned by hash, but the dataset of `problems` comes as
 * source, and torch in `training` has a build of its own on each index.
 *
 * @param root folder of the Python packages
 */
export function programEnvironment(
  root: string,
  name: PythonProgram["environment"],
): Pick<PythonEnvironmentOptions, "name" | "requirements" | "hashes" | "unhashed"> {
  return {
    name,
    requirements: `${root}/${name}/requirements.txt`,
    hashes: name !== "problems",
    ...(name === "training" && { unhashed: `${root}/${name}/torch.txt` }),
  };
}

/** {@linkcode PythonRunner} for the packages of one folder. */
export class PythonPrograms implements PythonRunner {
  readonly #options: PythonProgramsOptions;

  /** Nothing is installed until the first program runs. */
  constructor(options: PythonProgramsOptions) {
    this.#options = options;
  }

  /** See {@linkcode PythonRunner.run}. */
  async run(program: PythonProgram, options: PythonRunOptions = {}): Promise<void> {
    await runPythonJob(await this.#job(program), { ...options, signal: this.#options.signal });
  }

  /** See {@linkcode PythonRunner.start}. */
  async start(program: PythonProgram): ReturnType<PythonRunner["start"]> {
    return startPythonJob(await this.#job(program), { signal: this.#options.signal });
  }

  async #job({ module, environment, launched, folder, args }: PythonProgram): Promise<PythonJob> {
    const { root, launch = [], onProgress, signal } = this.#options;
    const python = await pythonEnvironment({ ...programEnvironment(root, environment), onProgress, signal });
    return launch.length > 0 && launched
      ? { python, root, folder, module: "accelerate.commands.launch", args: [...launch, "-m", module, ...args] }
      : { python, root, folder, module, args };
  }
}
