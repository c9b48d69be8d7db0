/**
 * The front door: a model and a verifier opened together, and searches on them with the defaults made for the model.
 *
 * @module
 */
import {
  type DriverOptions,
  search,
  type SearchEvent,
  type SearchPorts,
  type SearchResult,
  solve,
  type SolveOptions,
} from "@rstar/core";
import { searchDefaults, type UnlabelledProblem } from "@rstar/core/search";
import type { StepFormatName } from "@rstar/core/format";
import type { SearchRequest } from "@rstar/core/search/request";
import { type AcceleratorWish, type CallOptions, type EngineStats, type ModelManifest, openModel } from "@rstar/native";
import { bothOrNeither } from "./both_or_neither.ts";
import { EMBEDDED_MODEL } from "./source_files.ts";
import { startVerifier, type VerifierStartOptions } from "./start_verifier.ts";

/** What a solver is opened with. */
export interface SolverOptions extends VerifierStartOptions {
  /**
   * A folder with `model.json`, a GGUF file, or one of the Hugging Face cache: a name of the catalogue, or `hf:org/repo[:quant]`.
   * Default {@linkcode EMBEDDED_MODEL}.
   */
  readonly model?: string;
  /** GGUF file of a PPM, instead of the model's own; `false` for none. */
  readonly ppm?: string | false;
  /** How the model reads and writes steps. Default: as its folder or its file says. */
  readonly stepFormat?: StepFormatName;
  /** Threads of the engine. Default: half of the processors for a small model, all of them for a large one. */
  readonly threads?: number;
  /** What the engine computes on. Default `auto`: a GPU where one is found and the model is not small. */
  readonly accelerator?: AcceleratorWish;
  /** Path of llama.cpp's libllama. Default: the one from npm. */
  readonly llamaLibrary?: string;
  /** Seconds without progress after which a hung engine is started again. Default 600. */
  readonly engineTimeout?: number;
  /** Problems that will be searched; for a single one the engine takes less memory. Default {@linkcode MAX_CONCURRENCY}. */
  readonly questions?: number;
}

/** What is asked of a search, over the model's own. */
export interface SolverSearchOptions extends SearchRequest {
  /** Ends every search, each with what it has so far. */
  readonly signal?: DriverOptions["signal"];
}

/** A model and a verifier, ready to search. Dispose it: its processes end. */
export interface Solver extends AsyncDisposable {
  /** Policy, verifier and perhaps a PPM: for {@linkcode solve} and {@linkcode search} with options of one's own. */
  readonly ports: SearchPorts;
  /** What is known of the model. */
  readonly manifest: ModelManifest;
  /** Problems worth searching at the same time. */
  readonly concurrency: number;
  /**
   * Solves one problem.
   *
   * @param problem the question in words, or with an id; its id is "1" without
   * @returns an unsolved problem is a result too, its `answer` is null
   * @throws {RstarError} what policy, PPM or verifier threw
   */
  solve(
    problem: string | UnlabelledProblem,
    options?: SolverSearchOptions & Pick<SolveOptions, "onEvent">,
  ): Promise<SearchResult>;
  /**
   * Searches problems, `concurrency` at a time.
   *
   * @returns the events of all of them; each problem ends in one `done` or one `failed`
   */
  search(problems: Iterable<UnlabelledProblem>, options?: SolverSearchOptions): AsyncIterable<SearchEvent>;
  /** Tokens of the prompt for a question as the model reads it. */
  countTokens(question: string, options?: CallOptions): Promise<number>;
  /** Counters of the engine, by model. */
  stats(options?: CallOptions): Promise<EngineStats>;
}

/** Trees that fill the engine's batches: more of them wait for its sequences. */
export const MAX_CONCURRENCY = 64;

/**
 * Starts the verifier and opens the model, side by side. The first use on a machine installs the verifier's Python packages.
 *
 * @throws {RstarError} what makes either unusable, such as `model_not_found`, `python_unavailable`, `sandbox_unavailable`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openSolver } from "@rstar/solver";
 *
 * await using solver = await openSolver();
 * const problems = [{ id: "a", question: "Is 91 prime?" }, { id: "b", question: "Solve 3*x + 5 = 20 for x." }];
 * const answers = new Map<string, string | null>();
 * for await (const event of solver.search(problems, { seed: 1 })) {
 *   if (event.type === "done") answers.set(event.result.problem.id, event.result.answer);
 * }
 * assert.deepEqual([answers.get("a"), answers.get("b")], ["No", "5"]);
 * ```
 */
export async function openSolver(options: SolverOptions = {}): Promise<Solver> {
  const { model: name = EMBEDDED_MODEL, ppm: scorer, accelerator, llamaLibrary: libraryPath, onProgress } = options;
  const { stepFormat } = options;
  const { threads, questions = MAX_CONCURRENCY, engineTimeout: timeout, signal } = options;
  const engine = threads === undefined ? {} : { threads };
  const [model, verifier] = await bothOrNeither(
    openModel(name, {
      ppm: scorer,
      stepFormat,
      accelerator,
      libraryPath,
      timeout,
      onProgress,
      engine,
      questions,
      signal,
    }),
    startVerifier(options),
  );
  const { policy, ppm, manifest, format } = model;
  if (format.name !== "official") onProgress?.(`${manifest.name} writes its steps in the ${format.name} format.`);
  const ports: SearchPorts = { policy, verifier, ...(ppm && { ppm }) };
  const concurrency = Math.min(MAX_CONCURRENCY, questions);
  const driverOptions = (flags: SolverSearchOptions): DriverOptions => {
    const { seed, budgetSeconds: seconds, signal } = flags;
    return { ...searchDefaults(manifest, flags), seed, seconds, signal, concurrency };
  };
  return {
    ports,
    manifest,
    concurrency,
    solve: (problem, { onEvent, ...flags } = {}) => {
      const asked = typeof problem === "string" ? { id: "1", question: problem } : problem;
      return solve(asked, ports, { ...driverOptions(flags), onEvent });
    },
    search: (problems, flags = {}) => search(problems, ports, driverOptions(flags)),
    countTokens: (question, options) => model.countTokens(searchDefaults(manifest).read(question), options),
    stats: (options) => model.stats(options),
    async [Symbol.asyncDispose]() {
      await Promise.all([model[Symbol.asyncDispose](), verifier[Symbol.asyncDispose]()]);
    },
  };
}
