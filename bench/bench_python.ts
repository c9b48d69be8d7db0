import { fileURLToPath } from "node:url";
import { PythonPrograms } from "@rstar/core";

/**
 * This project's Python programs, for a bench: they run to their end, and say what is being installed.
 *
 * @param launch flags of `accelerate launch` for trainings; default: they are started as they are
 */
export function benchPython(onProgress: (line: string) => void, launch: readonly string[] = []): PythonPrograms {
  const root = fileURLToPath(new URL("../python", import.meta.url));
  return new PythonPrograms({ root, launch, onProgress, signal: new AbortController().signal });
}
