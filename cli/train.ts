import { fileURLToPath } from "node:url";
import { growFirstPolicy, parseRecipe, PythonPrograms, RstarError } from "@rstar/core";
import { onInterrupt } from "./interrupt.ts";
import { EMBEDDED_MODEL } from "./session.ts";

/** Options of `train`. */
export interface TrainOptions {
  /** The recipe; default: the embedded model's. */
  readonly recipe?: string;
  /** Folder of the run. */
  readonly out: string;
}

/** Grows the embedded policy from nothing. Returns the exit code; stdout gets the path of the GGUF file. */
export async function train({ recipe: path = `${EMBEDDED_MODEL}/recipe.toml`, out }: TrainOptions): Promise<number> {
  using interrupt = onInterrupt();
  const text = await Deno.readTextFile(path).catch((cause) => {
    throw new RstarError("bad_request", `Cannot read the recipe ${path}: ${cause.message}`, { cause });
  });
  const { bootstrap } = parseRecipe(text, path);
  if (!bootstrap) {
    throw new RstarError("bad_request", `Cannot grow a policy from nothing as ${path} has no [bootstrap]`);
  }
  const onProgress = (line: string): void => console.error(line);
  const root = fileURLToPath(new URL("../python", import.meta.url));
  const python = new PythonPrograms({ root, onProgress, signal: interrupt.signal });
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
