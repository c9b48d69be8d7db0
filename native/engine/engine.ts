/**
 * The engine in this process: several models, each with a context and a loop of decodes of its own.
 *
 * Covered: continuous batching over all requests, prefix sharing, several models, aborts. Not covered: a failed assertion in
 * llama.cpp, which ends the process; `EngineClient` restarts it.
 *
 * @module
 */
import { type Candidate, PolicyError, type PromptSegment } from "@rstar/core";
import { Semaphore } from "@rstar/system";
import type { AcceleratorWish } from "../library/accelerator.ts";
import { LlamaContext } from "../llama/context.ts";
import type {
  CallOptions,
  CountRequest,
  EngineModelOptions,
  EnginePort,
  EngineStats,
  GenerateRequest,
  ModelInfo,
  ScoreRequest,
} from "./engine_port.ts";
import { type ContextOptions, defaultKvLayout } from "../llama/context_options.ts";
import { type LlamaLibrary, openLibrary } from "../library/library.ts";
import { LlamaModel } from "../llama/model.ts";
import { ModelRunner } from "./model_runner.ts";
import { promptTokens } from "./prompt_tokens.ts";

/** Metadata key of a PPM's file: the token whose row of the output matrix computes the score. */
export const SCORE_TOKEN_KEY = "ppm.score_token_id";

const MAX_CONTEXT_TOKENS = 2048;
const MAX_CELLS = 32_768;
const RUNNING_SEQUENCES = 64;
/**
 * With one pool of cells on a CPU fewer sequences run, four times eight candidates, as each scans the cells of all others.
 * And fewer than 64 tokens are decoded at once, whatever the request: from 64 on llama.cpp's flash attention works tile by
 * tile, and as generating sequences share few cells, it would compute most of each tile only to mask it.
 */
const TILED_ATTENTION = { runningSequences: 32, untiledTokens: 63 };
/** More layers than any model has. */
const ALL_LAYERS = 1_000;

/** Options of an {@linkcode Engine}. */
export interface EngineOptions {
  /** Default: opened when the first model is loaded, by the three options below. */
  readonly library?: LlamaLibrary;
  /** Path of llama.cpp's libllama, or of its folder. Default: npm's prebuilt package of this platform. */
  readonly libraryPath?: string;
  /**
   * What computes. All layers of a model go there unless its options say otherwise. `auto`: a GPU that the library at
   * `libraryPath` supports or that this machine has, else the CPU. Default `cpu`.
   */
  readonly accelerator?: AcceleratorWish;
  /** Gets each line that the download of the library prints. */
  readonly onProgress?: (line: string) => void;
}

interface LoadedModel {
  readonly info: ModelInfo;
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly runner: ModelRunner;
}

/** An engine in this process. Owns its models: dispose it to free their memory. */
export class Engine implements EnginePort {
  readonly #options: EngineOptions;
  /**
   * Keeps the models of one engine from computing with more threads than there are processors: llama.cpp's threads spin
   * while they wait for each other, so that one without a processor delays all. On two processors, a search with a PPM made
   * 0.5 k tokens/s when policy and PPM ran with two threads each at the same time, and 4.0 k with one each.
   */
  readonly #permits = new Semaphore(navigator.hardwareConcurrency);
  readonly #models = new Map<string, Promise<LoadedModel>>();
  readonly #runners: ModelRunner[] = [];
  #closed = false;

  /** Loads nothing yet, not even the library. */
  constructor(options: EngineOptions = {}) {
    this.#options = options;
  }

  /** See {@linkcode EnginePort.loadModel}. */
  async loadModel(path: string, options: EngineModelOptions = {}): Promise<ModelInfo> {
    if (this.#closed) throw new PolicyError("engine_failed", `Cannot load ${path} as the engine was closed`);
    const name = modelName(path, options);
    let loading = this.#models.get(name);
    if (loading === undefined) {
      this.#models.set(name, loading = this.#load(name, { ...options, path }));
      loading.catch(() => this.#models.delete(name));
    }
    return (await loading).info;
  }

  async #load(name: string, options: EngineModelOptions & { readonly path: string }): Promise<LoadedModel> {
    const { path } = options;
    const { libraryPath, accelerator = "cpu", onProgress } = this.#options;
    const library = this.#options.library ?? await openLibrary({ path: libraryPath, accelerator, onProgress });
    const allLayers = accelerator === "cpu" ? 0 : gpuLayersOn(library, accelerator);
    const { gpuLayers = allLayers } = options;
    const model = LlamaModel.load(library, path, { gpuLayers });
    try {
      const { flashAttention, ...shape } = contextShape(model, { ...options, gpuLayers });
      const scoreToken = scoreTokenOf(model);
      const inStreams = shape.cells === undefined;
      const { threads = 1 } = options;
      const context = contextOf(model, {
        contextTokens: shape.cells ?? shape.contextTokens,
        sequences: shape.sequences,
        batchTokens: shape.batchTokens,
        kv: inStreams ? "streams" : "unified",
        threads,
        flashAttention,
        kvType: options.kvType ?? "f16",
      });
      const { sharing = true, deterministic = inStreams } = options;
      const runner = new ModelRunner({
        context,
        threads,
        permits: this.#permits,
        vocabulary: model.vocabulary,
        scoreToken,
        ...shape,
        sharing,
        deterministic,
      });
      this.#runners.push(runner);
      const info = {
        model: name,
        path,
        parameters: model.parameters,
        contextTokens: shape.contextTokens,
        vocabularySize: model.vocabulary.size,
        scores: scoreToken !== undefined,
      };
      return { info, model, context, runner };
    } catch (error) {
      model[Symbol.dispose]();
      throw error;
    }
  }

  /** See {@linkcode EnginePort.generate}. */
  async generate(request: GenerateRequest, options: CallOptions = {}): Promise<Candidate[]> {
    options.signal?.throwIfAborted();
    checkGenerate(request);
    const loaded = await this.#loaded(request.model);
    options.signal?.throwIfAborted();
    if (request.seeds.length === 0) return [];
    return loaded.runner.generate(tokensOf(loaded, request.prompt), request, options);
  }

  /** See {@linkcode EnginePort.score}. */
  async score(request: ScoreRequest, options: CallOptions = {}): Promise<number[]> {
    options.signal?.throwIfAborted();
    const loaded = await this.#loaded(request.model);
    options.signal?.throwIfAborted();
    if (!loaded.info.scores) {
      throw new PolicyError(
        "model_invalid",
        `Cannot score as ${loaded.info.path} has no ${SCORE_TOKEN_KEY}: it is no PPM`,
      );
    }
    if (request.prompts.length === 0) return [];
    return loaded.runner.score(request.prompts.map((prompt) => tokensOf(loaded, prompt)), options);
  }

  /** See {@linkcode EnginePort.countTokens}. */
  async countTokens({ model, prompt }: CountRequest): Promise<number> {
    return tokensOf(await this.#loaded(model), prompt).length;
  }

  /** Batches decoded so far, over all models: it grows while the engine works. */
  get batches(): number {
    return this.#runners.reduce((sum, runner) => sum + runner.stats().decodes, 0);
  }

  /** See {@linkcode EnginePort.stats}. */
  async stats(): Promise<EngineStats> {
    const loaded = await Promise.all([...this.#models.values()]);
    return Object.fromEntries(loaded.map(({ info, runner }) => [info.model, runner.stats()]));
  }

  async #loaded(name: string): Promise<LoadedModel> {
    const loading = this.#closed ? undefined : this.#models.get(name);
    if (loading !== undefined) return await loading;
    const reason = this.#closed ? "the engine was closed" : `no model ${name} is loaded`;
    throw new PolicyError(this.#closed ? "engine_failed" : "bad_request", `Cannot decode as ${reason}`);
  }

  /** Rejects all requests with `engine_failed` and frees all models. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const reason = new PolicyError("engine_failed", "Cannot finish the request as the engine was closed");
    for (const loading of await Promise.allSettled(this.#models.values())) {
      if (loading.status === "rejected") continue;
      await loading.value.runner.close(reason);
      loading.value.context[Symbol.dispose]();
      loading.value.model[Symbol.dispose]();
    }
    this.#models.clear();
  }
}

/** A name that is a function of path and options: an engine that is started again gives the same. */
function modelName(path: string, options: EngineModelOptions): string {
  const given = Object.entries(options).filter(([, value]) => value !== undefined).sort(([a], [b]) => a < b ? -1 : 1);
  return given.length === 0 ? path : `${path}?${given.map(([key, value]) => `${key}=${value}`).join("&")}`;
}

/** @throws {PolicyError} `library_unavailable` when a GPU was requested and the library finds none */
function gpuLayersOn({ devices }: LlamaLibrary, wish: AcceleratorWish): number {
  if (devices.some(({ kind }) => kind === "gpu" || kind === "integrated-gpu")) return ALL_LAYERS;
  if (wish === "auto") return 0;
  const found = devices.map(({ name }) => name).join(", ");
  throw new PolicyError("library_unavailable", `Cannot use ${wish} as llama.cpp finds no such device: it has ${found}`);
}

function contextShape(model: LlamaModel, options: EngineModelOptions) {
  const contextTokens = options.contextTokens ?? Math.min(model.contextTrained, MAX_CONTEXT_TOKENS);
  const sequences = options.sequences ?? 128;
  const batchTokens = options.batchTokens ?? Math.max(512, sequences);
  const unified = (options.kv ?? defaultKvLayout(model.parameters)) === "unified";
  const flashAttention = options.flashAttention ?? unified;
  const tiled = flashAttention && unified && options.gpuLayers === 0 ? TILED_ATTENTION : undefined;
  const runningSequences = options.runningSequences ??
    Math.min(tiled?.runningSequences ?? RUNNING_SEQUENCES, sequences);
  const cells = options.cells ?? Math.min(sequences * contextTokens, Math.max(MAX_CELLS, contextTokens));
  const wrong = (reason: string): PolicyError =>
    new PolicyError("bad_request", `Cannot run ${model.path} as ${reason}`);
  if (!(runningSequences >= 1 && runningSequences <= sequences)) {
    throw wrong(`runningSequences must be from 1 to ${sequences} (sequences): it is ${runningSequences}`);
  }
  if (unified && cells < contextTokens) {
    throw wrong(`cells must be at least ${contextTokens} (contextTokens): it is ${cells}`);
  }
  return {
    contextTokens,
    sequences,
    runningSequences,
    untiledTokens: tiled?.untiledTokens,
    batchTokens,
    flashAttention,
    cells: unified ? cells : undefined,
  };
}

/** @throws {PolicyError} `bad_request` where an option is out of llama.cpp's range */
function contextOf(model: LlamaModel, options: ContextOptions): LlamaContext {
  try {
    return new LlamaContext(model, options);
  } catch (cause) {
    throw cause instanceof RangeError ? new PolicyError("bad_request", cause.message, { cause }) : cause;
  }
}

function scoreTokenOf(model: LlamaModel): number | undefined {
  const value = model.metadata(SCORE_TOKEN_KEY);
  if (value === undefined) return undefined;
  const token = Number(value);
  if (Number.isInteger(token) && token >= 0 && token < model.vocabulary.size) return token;
  throw new PolicyError(
    "model_invalid",
    `Cannot load ${model.path} as ${SCORE_TOKEN_KEY} names no token: it is ${value}`,
  );
}

function tokensOf({ model, info }: LoadedModel, prompt: readonly PromptSegment[]): number[] {
  const tokens = promptTokens(prompt, model.vocabulary);
  if (tokens.length === 0) throw new PolicyError("bad_request", "Cannot decode as the prompt is empty");
  if (tokens.length < info.contextTokens) return tokens;
  throw new PolicyError(
    "context_exceeded",
    `Cannot read the prompt as it is longer than the context: it has ${tokens.length} tokens of ${info.contextTokens}`,
  );
}

function checkGenerate({ seeds, temperature, topK = 0, topP = 1, stop, maxTokens }: GenerateRequest): void {
  const wrong = (what: string, value: unknown): PolicyError =>
    new PolicyError("bad_request", `Cannot generate as ${what}: it is ${value}`);
  if (!(temperature >= 0 && temperature < Infinity)) throw wrong("temperature must not be negative", temperature);
  if (!(topP > 0 && topP <= 1)) throw wrong("topP must be above 0 and at most 1", topP);
  if (!(Number.isInteger(topK) && topK >= 0)) throw wrong("topK must be a natural number", topK);
  if (!(Number.isInteger(maxTokens) && maxTokens > 0)) throw wrong("maxTokens must be at least 1", maxTokens);
  if (stop.includes("")) throw wrong("a stop string must not be empty", '""');
  for (const seed of seeds) if (seed !== seed >>> 0) throw wrong("a seed must be an unsigned 32-bit integer", seed);
}
