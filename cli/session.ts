import { fileURLToPath } from "node:url";
import { PythonVerifier, type SearchPorts } from "@rstar/core";
import { pythonEnvironment } from "@rstar/environment";
import { type EngineStats, type ModelManifest, type OpenModel, openModel } from "@rstar/native";
import type { ModelFlags } from "./option.ts";

/** What a search runs on. Dispose it: its processes end. */
export interface Session extends AsyncDisposable {
  /** Policy, verifier and perhaps a PPM. */
  readonly ports: SearchPorts;
  /** What is known of the model. */
  readonly manifest: ModelManifest;
  /** Problems worth searching at the same time. */
  readonly concurrency: number;
  /** Tokens of the prompt for a question. */
  countTokens(question: string): Promise<number>;
  /** Counters of the engine. */
  stats(): Promise<EngineStats>;
}

/** What a session is opened with. */
export interface SessionOptions extends ModelFlags {
  /** Problems that will be searched. */
  readonly questions: number;
  /** Ends what is being installed. */
  readonly signal: AbortSignal;
  /** Is told what is being installed, a line at a time. */
  readonly onProgress: (line: string) => void;
}

/** The folder of the embedded model. */
export const EMBEDDED_MODEL: string = fileURLToPath(new URL("../models/rstar-tiny", import.meta.url));

/** Folder of the Python packages. */
export const PYTHON_ROOT: string = fileURLToPath(new URL("../python", import.meta.url));

/** What the verifier's Python needs. */
export const VERIFIER_REQUIREMENTS: URL = new URL("../python/verifier/requirements.txt", import.meta.url);

/** Trees that fill the engine's batches: more of them wait for its sequences. */
export const MAX_CONCURRENCY = 64;
/** Sequences that one question of the embedded search can use; more would only take memory. */
const SEQUENCES_FOR_ONE = 24;

/**
 * Starts the verifier and opens the model, side by side.
 *
 * @throws {RstarError} what makes either unusable
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const [model, verifier] = await bothOrNeither(openModelFor(options), startVerifier(options));
  const { policy, ppm, manifest } = model;
  return {
    ports: { policy, verifier, ...(ppm && { ppm }) },
    manifest,
    concurrency: Math.min(MAX_CONCURRENCY, options.questions),
    countTokens: (question) => model.countTokens(question),
    stats: () => model.stats(),
    async [Symbol.asyncDispose]() {
      await Promise.all([model[Symbol.asyncDispose](), verifier[Symbol.asyncDispose]()]);
    },
  };
}

async function openModelFor(options: SessionOptions): Promise<OpenModel> {
  const threads = options.threads ?? defaultThreads();
  const { model = EMBEDDED_MODEL, ppm, accelerator, llamaLibrary: libraryPath, onProgress } = options;
  const engine = { threads, ...(options.questions === 1 && { sequences: SEQUENCES_FOR_ONE }) };
  return await openModel(model, { ppm, accelerator, libraryPath, onProgress, engine });
}

/** Threads of the engine where nobody says: half of the processors, the other half runs programs. */
export function defaultThreads(): number {
  return Math.max(1, navigator.hardwareConcurrency >> 1);
}

/** Starts the verifier in its environment, which is made when first needed. */
export async function startVerifier(
  { unsafe, signal, onProgress }: Pick<SessionOptions, "unsafe" | "signal" | "onProgress">,
): Promise<PythonVerifier> {
  const python = await pythonEnvironment({ name: "verifier", requirements: VERIFIER_REQUIREMENTS, onProgress, signal });
  return await PythonVerifier.start({ python, unsafe });
}

/** When one fails, the other is disposed of once it is there. */
async function bothOrNeither<A extends AsyncDisposable, B extends AsyncDisposable>(
  a: Promise<A>,
  b: Promise<B>,
): Promise<[A, B]> {
  try {
    return await Promise.all([a, b]);
  } catch (error) {
    for (const one of [a, b]) void one.then((opened) => opened[Symbol.asyncDispose](), () => {});
    throw error;
  }
}
