import { type Policy, PolicyError, type Ppm, promptSegments } from "@rstar/core";
import type { AcceleratorWish } from "./library/accelerator.ts";
import { EngineClient, type EngineClientOptions } from "./process/engine_client.ts";
import type { EngineModelOptions, EngineStats } from "./engine/engine_port.ts";
import { LlamaPolicy } from "./llama_policy.ts";
import { LlamaPpm, readScoreHead } from "./llama_ppm.ts";
import type { ModelManifest } from "./model_manifest.ts";
import { findModel } from "./model_source.ts";

/** `auto` leaves a model of a smaller file to the processor: there is too little to compute. */
const WORTH_ACCELERATING_BYTES = 200e6;

/** How a model is opened. */
export interface OpenModelOptions extends EngineClientOptions {
  /** What computes; `auto` leaves a small model to the processor. Default `auto`. */
  readonly accelerator?: AcceleratorWish;
  /** GGUF file of a PPM, instead of the model's own; `false` for none. */
  readonly ppm?: string | false;
  /** The prompt, with `{question}` in it, instead of the model's own. */
  readonly template?: string;
  /** What the model's `model.json` leaves open. */
  readonly engine?: EngineModelOptions;
}

/** A model in an engine of its own process. Dispose it: the process ends. */
export interface OpenModel extends AsyncDisposable {
  /** Proposes steps. */
  readonly policy: Policy;
  /** Scores them, where the model has a PPM. */
  readonly ppm?: Ppm;
  /** What is known of the model. */
  readonly manifest: ModelManifest;
  /** Tokens of the prompt for a question. */
  countTokens(question: string): Promise<number>;
  /** Counters of the engine. */
  stats(): Promise<EngineStats>;
}

/** A PPM in an engine of its own process. Dispose it: the process ends. */
export interface OpenPpm extends AsyncDisposable {
  /** Scores steps. */
  readonly ppm: Ppm;
}

/**
 * Opens a model by name: a folder with `model.json`, a GGUF file, or `org/repo[:quant]` in the Hugging Face cache.
 *
 * @throws {PolicyError} `model_not_found`, `model_invalid`, `library_unavailable`, `engine_failed`
 */
export async function openModel(name: string, options: OpenModelOptions = {}): Promise<OpenModel> {
  const { ppm: ppmPath, engine: engineOptions, template: ownTemplate, ...clientOptions } = options;
  const { policyPath, ppmPath: ownPpmPath, manifest } = await findModel(name);
  const scorer = ppmPath === false ? undefined : ppmPath ?? ownPpmPath;
  const shared = {
    ...manifest,
    template: ownTemplate ?? manifest.template,
    engine: { ...engineOptions, ...manifest.engine },
  };
  return await inEngine(policyPath, clientOptions, async (engine) => {
    const [model, ppm] = await Promise.all([
      engine.loadModel(policyPath, shared.engine),
      scorer === undefined ? undefined : loadPpm(engine, scorer, shared),
    ]);
    const { template } = shared;
    const policy = new LlamaPolicy({ engine, model, template });
    const countTokens = (question: string) =>
      engine.countTokens({ model: model.model, prompt: promptSegments({ question, solution: "" }, template) });
    return { policy, ...(ppm && { ppm }), manifest, countTokens, stats: () => engine.stats() };
  });
}

/**
 * Opens the PPM of a model's folder alone, where something else is the policy.
 *
 * @throws {PolicyError} as {@linkcode openModel} does; `model_not_found` also where the model has no PPM
 */
export async function openPpm(name: string, options: Omit<OpenModelOptions, "ppm"> = {}): Promise<OpenPpm> {
  const { engine: engineOptions, template, ...clientOptions } = options;
  const { ppmPath, manifest } = await findModel(name);
  if (ppmPath === undefined) throw new PolicyError("model_not_found", `Cannot open a PPM as ${name} has none`);
  const shared = {
    ...manifest,
    template: template ?? manifest.template,
    engine: { ...engineOptions, ...manifest.engine },
  };
  return await inEngine(ppmPath, clientOptions, async (engine) => ({ ppm: await loadPpm(engine, ppmPath, shared) }));
}

async function loadPpm(
  engine: EngineClient,
  path: string,
  { template, ppmScale, engine: options }: Pick<ModelManifest, "template" | "ppmScale"> & {
    readonly engine: EngineModelOptions;
  },
): Promise<LlamaPpm> {
  const model = await engine.loadModel(path, options);
  const head = readScoreHead(path);
  return new LlamaPpm({ engine, model, template, ...head, scale: ppmScale ?? head.scale });
}

/** What `load` makes in a new engine for a model, with its end; the engine ends at once where that fails. */
async function inEngine<Loaded extends object>(
  path: string,
  { accelerator = "auto", ...options }: EngineClientOptions,
  load: (engine: EngineClient) => Promise<Loaded>,
): Promise<Loaded & AsyncDisposable> {
  const isSmall = await Deno.stat(path).then(({ size }) => size < WORTH_ACCELERATING_BYTES, () => true);
  const engine = new EngineClient({ ...options, accelerator: accelerator === "auto" && isSmall ? "cpu" : accelerator });
  try {
    return { ...await load(engine), [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() };
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    throw error;
  }
}
