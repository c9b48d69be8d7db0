import { graderWith } from "@rstar/core";
import type { Solver } from "@rstar/eval";
import type { ModelManifest } from "@rstar/native";
import { openSolver } from "@rstar/solver";

/** Which models to open. */
export interface BenchModelChoice {
  /** The policy: a model's folder, or a GGUF file. */
  readonly policy: string;
  /** GGUF file of a PPM; `false` for none. Default: the model's own, where it has one. */
  readonly ppm?: string | false;
}

/** Models and verifier of a bench. Dispose it: its processes end. */
export interface BenchModels extends Solver, AsyncDisposable {
  /** What the policy's folder says of it. */
  readonly manifest: ModelManifest;
  /** Problems worth having under way at the same time. */
  readonly concurrency: number;
}

/**
 * Opens models and starts the verifier.
 *
 * @param options as for {@linkcode openSolver}
 * @throws {RstarError} what makes one of them unusable
 */
export async function openBenchModels(
  { policy: model, ppm }: BenchModelChoice,
  { threads, onProgress }: { readonly threads?: number; readonly onProgress: (line: string) => void },
): Promise<BenchModels> {
  const solver = await openSolver({ model, ppm, threads, onProgress });
  return { ...solver, grade: graderWith(solver.ports.verifier) };
}
