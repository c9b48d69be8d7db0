import { defaultThreads, MAX_CONCURRENCY, startVerifier } from "@rstar/cli";
import { graderWith } from "@rstar/core";
import type { Solver } from "@rstar/eval";
import { type ModelManifest, openModel } from "@rstar/native";

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
 * @param options `threads` of the engine, default half of the processors
 * @throws {RstarError} what makes one of them unusable
 */
export async function openBenchModels(
  { policy: name, ppm: scorer }: BenchModelChoice,
  { threads = defaultThreads(), onProgress }: {
    readonly threads?: number;
    readonly onProgress: (line: string) => void;
  },
): Promise<BenchModels> {
  await using opened = new AsyncDisposableStack();
  const { policy, ppm, manifest } = opened.use(await openModel(name, { ppm: scorer, onProgress, engine: { threads } }));
  const verifier = opened.use(await startVerifier({ signal: new AbortController().signal, onProgress }));
  const processes = opened.move();
  return {
    ports: { policy, verifier, ...(ppm && { ppm }) },
    manifest,
    grade: graderWith(verifier),
    concurrency: MAX_CONCURRENCY,
    [Symbol.asyncDispose]: () => processes[Symbol.asyncDispose](),
  };
}
