import { RstarError } from "@rstar/core";
import { growFirstPolicy } from "@rstar/core/evolve";
import { PythonPrograms } from "@rstar/environment";
import { PYTHON_ROOT } from "@rstar/solver";
import { onInterrupt } from "./interrupt.ts";
import { readRecipe } from "./read_recipe.ts";

/** Options of `train`. */
export interface TrainOptions {
  /** The recipe; default: the embedded model's. */
  readonly recipe?: string;
  /** Folder of the run. */
  readonly out: string;
}

/** Grows the embedded policy from nothing. Returns the exit code; stdout gets the path of the GGUF file. */
export async function train({ recipe: path, out }: TrainOptions): Promise<number> {
  using interrupt = onInterrupt();
  const { bootstrap } = await readRecipe(path);
  if (!bootstrap) {
    throw new RstarError("bad_request", `Cannot grow a policy from nothing as the recipe has no [bootstrap]`);
  }
  const onProgress = (line: string): void => console.error(line);
  const python = new PythonPrograms({ root: PYTHON_ROOT, onProgress, signal: interrupt.signal });
  try {
    const { gguf } = await growFirstPolicy({ recipe: bootstrap, folder: out, python, onProgress });
    console.log(gguf);
    return 0;
  } catch (error) {
    if (interrupt.exitCode === null) throw error;
    console.error("Interrupted: the same command goes on from here.");
    return interrupt.exitCode;
  }
}
