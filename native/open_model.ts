import type { Policy, Ppm } from "@rstar/core";
import { EngineClient, type EngineClientOptions } from "./engine_client.ts";
import type { EngineModelOptions, EngineStats } from "./engine_types.ts";
import { LlamaPolicy } from "./llama_policy.ts";
import { LlamaPpm, readScoreHead } from "./llama_ppm.ts";
import type { ModelManifest } from "./model_manifest.ts";
import { findModel } from "./model_source.ts";

/** How a model is opened. */
export interface OpenModelOptions extends EngineClientOptions {
  /** GGUF file of a PPM, instead of the model's own. */
  readonly ppm?: string;
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
  /** Counters of the engine. */
  stats(): Promise<EngineStats>;
}

/**
 * Opens a model by name: a folder with `model.json`, a GGUF file, or `org/repo[:quant]` in the Hugging Face cache.
 *
 * @throws {PolicyError} `model_not_found`, `model_invalid`, `library_unavailable`, `engine_failed`
 */
export async function openModel(name: string, options: OpenModelOptions = {}): Promise<OpenModel> {
  const { ppm: ppmPath, engine: engineOptions, ...clientOptions } = options;
  const source = await findModel(name);
  const { manifest } = source;
  const { template, ppmScale } = manifest;
  const engine = new EngineClient(clientOptions);
  try {
    const load = (path: string) => engine.loadModel(path, { ...engineOptions, ...manifest.engine });
    const scorer = ppmPath ?? source.ppmPath;
    const [policyModel, ppmModel] = await Promise.all([load(source.policyPath), scorer ? load(scorer) : undefined]);
    const head = scorer ? readScoreHead(scorer) : {};
    return {
      policy: new LlamaPolicy({ engine, model: policyModel, template }),
      ...(ppmModel && {
        ppm: new LlamaPpm({ engine, model: ppmModel, template, ...head, scale: ppmScale ?? head.scale }),
      }),
      manifest,
      stats: () => engine.stats(),
      [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
    };
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    throw error;
  }
}
