/**
 * Opens a model by its name: policy and PPM in an engine process of their own, with the settings of the model's folder.
 *
 * @module
 */
import { type Policy, PolicyError, type Ppm, promptSegments } from "@rstar/core";
import type { AcceleratorWish } from "./library/accelerator.ts";
import { EngineClient, type EngineClientOptions } from "./process/engine_client.ts";
import type { EngineModelOptions, EngineStats } from "./engine/engine_port.ts";
import { LlamaPolicy } from "./llama_policy.ts";
import { LlamaPpm, readScoreHead } from "./llama_ppm.ts";
import type { ModelManifest } from "./model_manifest.ts";
import { findModel } from "./model_source.ts";

/** With `auto`, a model whose file is smaller runs on the CPU: a GPU would have too little to compute. */
const WORTH_ACCELERATING_BYTES = 200e6;

/** What differs from the model's own settings, and how its engine runs. */
export interface OpenModelOptions extends EngineClientOptions {
  /** What computes; with `auto`, a model below 200 MB runs on the CPU. Default `auto`. */
  readonly accelerator?: AcceleratorWish;
  /** GGUF file of a PPM, instead of the model's own; `false` for none. */
  readonly ppm?: string | false;
  /** The prompt, with `{question}` in it, instead of the model's own. */
  readonly template?: string;
  /** Used where the model's `model.json` does not say otherwise. */
  readonly engine?: EngineModelOptions;
}

/** A model in an engine process of its own. Dispose it to end the process. */
export interface OpenModel extends AsyncDisposable {
  /** Usable until the model is disposed. */
  readonly policy: Policy;
  /** Usable until the model is disposed; absent where the model has no PPM, or none was wanted. */
  readonly ppm?: Ppm;
  /** As found, without the options that it was opened with. */
  readonly manifest: ModelManifest;
  /** Counts the tokens of the prompt for a question. */
  countTokens(question: string): Promise<number>;
  /** Returns the counters of the engine: those of the policy's model and of the PPM's. */
  stats(): Promise<EngineStats>;
}

/** A PPM in an engine process of its own. Dispose it to end the process. */
export interface OpenPpm extends AsyncDisposable {
  /** Usable until this is disposed. */
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
 * Opens only the PPM of a model's folder, for use with another policy.
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

/** Runs `load` with a new engine, which the result ends when it is disposed, or which ends at once where `load` fails. */
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
