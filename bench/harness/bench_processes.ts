/**
 * The processes that measuring programs run on: models, verifier, and this project's Python programs. They run until they
 * are disposed of, and report on stderr what is being installed.
 *
 * @module
 */
import { graderWith, type GrowOptions, type SearchPorts } from "@rstar/core";
import { pythonEnvironment, PythonPrograms } from "@rstar/environment";
import type { ModelManifest } from "@rstar/native";
import { openSolver, PYTHON_ROOT, type Solver, VERIFIER_REQUIREMENTS } from "@rstar/solver";
import { progress } from "./bench_program.ts";

/** What problems are solved and graded with. */
export interface GradedPorts {
  /** Policy, verifier and, where there is one, the PPM. */
  readonly ports: SearchPorts;
  /** Whether a prediction equals the ground truth. */
  readonly grade: GrowOptions["grade"];
}

/** Which models to open. */
export interface BenchModelChoice {
  /** The policy: a model's folder, or a GGUF file. */
  readonly policy: string;
  /** GGUF file of a PPM; `false` for none. Default: the model's own, where it has one. */
  readonly ppm?: string | false;
}

/** Models and verifier. Disposing of them ends their processes. */
export interface BenchModels extends GradedPorts, AsyncDisposable {
  /** The manifest of the policy's folder. */
  readonly manifest: ModelManifest;
  /** Problems that are worth having in progress at the same time. */
  readonly concurrency: number;
}

/**
 * Opens chosen models and starts the verifier.
 *
 * @param options `threads` of the engine, default half of the processors
 * @throws {RstarError} what makes one of them unusable
 */
export async function openBenchModels(
  { policy: model, ppm }: BenchModelChoice,
  { threads }: { readonly threads?: number } = {},
): Promise<BenchModels> {
  const solver = await openSolver({ model, ppm, threads, onProgress: progress });
  const { ports, manifest, concurrency } = solver;
  return {
    ports,
    manifest,
    grade: graderWith(ports.verifier),
    concurrency,
    [Symbol.asyncDispose]: () => solver[Symbol.asyncDispose](),
  };
}

/**
 * Opens what the command line opens to solve so many questions.
 *
 * @param options `model`: a folder or GGUF file, default the embedded model
 * @throws {RstarError} what makes one of them unusable
 */
export async function benchSolver(
  questions: number,
  { model }: { readonly model?: string } = {},
): Promise<Solver> {
  return await openSolver({ model, questions, onProgress: progress });
}

/**
 * This project's Python programs.
 *
 * @param launch flags of `accelerate launch` for trainings; default: trainings are started without it
 */
export function benchPython(launch: readonly string[] = []): PythonPrograms {
  return new PythonPrograms({
    root: PYTHON_ROOT,
    launch,
    onProgress: progress,
    signal: new AbortController().signal,
  });
}

/** The path of the verifier's Python interpreter, whose environment is installed on first use. */
export async function verifierPython(): Promise<string> {
  return await pythonEnvironment({ requirements: VERIFIER_REQUIREMENTS, name: "verifier", onProgress: progress });
}
