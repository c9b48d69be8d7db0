import { PythonPrograms } from "@rstar/environment";
import { PYTHON_ROOT } from "@rstar/solver";

/**
 * This project's Python programs, for a bench: they run to their end, and say what is being installed.
 *
 * @param launch flags of `accelerate launch` for trainings; default: they are started as they are
 */
export function benchPython(onProgress: (line: string) => void, launch: readonly string[] = []): PythonPrograms {
  return new PythonPrograms({ root: PYTHON_ROOT, launch, onProgress, signal: new AbortController().signal });
}
