/**
 * The verifier in the Python environment made for it.
 *
 * @module
 */
import { PythonVerifier } from "@rstar/core";
import { pythonEnvironment } from "@rstar/environment";
import { VERIFIER_REQUIREMENTS } from "./source_files.ts";

/** How the verifier is started. */
export interface VerifierStartOptions {
  /** Run programs even where no sandbox works. Default `false`. */
  readonly unsafe?: boolean;
  /** Gets a line for each thing that is being installed. Default none. */
  readonly onProgress?: (line: string) => void;
  /** Aborts an installation. */
  readonly signal?: AbortSignal;
}

/**
 * Starts the verifier; its environment is installed on first use.
 *
 * @throws {RstarError} `python_unavailable`, `sandbox_unavailable`
 */
export async function startVerifier(
  { unsafe, onProgress, signal }: VerifierStartOptions = {},
): Promise<PythonVerifier> {
  const python = await pythonEnvironment({ name: "verifier", requirements: VERIFIER_REQUIREMENTS, onProgress, signal });
  return await PythonVerifier.start({ python, unsafe });
}
