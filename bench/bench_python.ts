import { fileURLToPath } from "node:url";
import { PythonPrograms } from "@rstar/core";

/** This project's Python programs, for a bench: they run to their end, and say what is being installed. */
export function benchPython(onProgress: (line: string) => void): PythonPrograms {
  const root = fileURLToPath(new URL("../python", import.meta.url));
  return new PythonPrograms({ root, onProgress, signal: new AbortController().signal });
}
