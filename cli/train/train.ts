/**
 * The command `train`: the embedded policy, grown from nothing.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import { growFirstPolicy } from "@rstar/core/evolve";
import { PythonPrograms } from "@rstar/environment";
import { PYTHON_ROOT } from "@rstar/solver";
import { onInterrupt } from "../interrupt.ts";
import { readRecipe } from "../named_files.ts";
import { print } from "../print.ts";
import { say } from "../say.ts";

/** The values of the options of `train`. */
export interface TrainOptions {
  /** Path of the recipe. Default: the embedded model's. */
  readonly recipe?: string;
  /** Folder of the run, in which an interrupted one resumes. */
  readonly out: string;
}

/**
 * Makes problems and demonstrations, trains a policy and exports it. Prints the path of the GGUF file to stdout.
 *
 * @returns the exit code: 0, or that of the signal where it was interrupted
 * @throws {RstarError} `bad_request` where the recipe has no `[bootstrap]`; `python_unavailable`, `job_failed`
 */
export async function train({ recipe: path, out }: TrainOptions): Promise<number> {
  using interrupt = onInterrupt();
  const { bootstrap } = await readRecipe(path);
  if (!bootstrap) {
    throw new RstarError("bad_request", `Cannot grow a policy from nothing as the recipe has no [bootstrap]`);
  }
  const onProgress = say;
  const python = new PythonPrograms({ root: PYTHON_ROOT, onProgress, signal: interrupt.signal });
  try {
    const { gguf } = await growFirstPolicy({ recipe: bootstrap, folder: out, python, onProgress });
    print(gguf);
    return 0;
  } catch (error) {
    if (interrupt.exitCode === null) throw error;
    say("Interrupted: the same command goes on from here.");
    return interrupt.exitCode;
  }
}
