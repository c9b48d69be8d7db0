/**
 * Opens a model by its name: policy and PPM in an engine process of their own, with the settings of the model's folder.
 *
 * @module
 */
import { isTemplate, type Policy, PolicyError, type Ppm } from "@rstar/core";
import { CHAT_SEARCH, type StepFormat, type StepFormatName } from "@rstar/core/format";
import type { AcceleratorWish } from "./library/accelerator.ts";
import { EngineClient, type EngineClientOptions } from "./process/engine_client.ts";
import { SCORE_TOKEN_KEY } from "./engine/engine.ts";
import type { CallOptions, EngineModelOptions, EngineStats } from "./engine/engine_port.ts";
import { readGgufHeader } from "./llama/gguf.ts";
import { LlamaPolicy } from "./llama_policy.ts";
import { LlamaPpm, readScoreHead } from "./llama_ppm.ts";
import { engineDefaults, LARGE_MODEL_BYTES } from "./engine_defaults.ts";
import { type FormatWish, knowsTags, modelFormat } from "./model_format.ts";
import type { ModelManifest } from "./model_manifest.ts";
import { findModel } from "./model_source.ts";

/** What differs from the model's own settings, and how its engine runs. */
export interface OpenModelOptions extends EngineClientOptions {
  /** What computes; with `auto`, a model below 200 MB runs on the CPU. Default `auto`. */
  readonly accelerator?: AcceleratorWish;
  /** GGUF file of a PPM, instead of the model's own; `false` for none. */
  readonly ppm?: string | false;
  /** The prompt, with `{question}` in it, instead of the model's own. */
  readonly template?: string;
  /** How the model reads and writes steps, instead of its own way. */
  readonly stepFormat?: StepFormatName;
  /** Used where the model's `model.json` does not say otherwise; over {@linkcode engineDefaults}. */
  readonly engine?: EngineModelOptions;
  /** Problems that will be searched, by which the engine takes more memory or less. Default 64. */
  readonly questions?: number;
  /** Ends the opening, which then rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** A model in an engine process of its own. Dispose it to end the process. */
export interface OpenModel extends AsyncDisposable {
  /** Usable until the model is disposed. */
  readonly policy: Policy;
  /** Usable until the model is disposed; absent where the model has no PPM, or none was wanted. */
  readonly ppm?: Ppm;
  /** How the policy reads and writes steps. */
  readonly format: StepFormat;
  /** As found, without the options that it was opened with; with the search for stock models where it is one. */
  readonly manifest: ModelManifest;
  /** Counts the tokens of the prompt for a question. */
  countTokens(question: string, options?: CallOptions): Promise<number>;
  /** Returns the counters of the engine: those of the policy's model and of the PPM's. */
  stats(options?: CallOptions): Promise<EngineStats>;
}

/** A PPM in an engine process of its own. Dispose it to end the process. */
export interface OpenPpm extends AsyncDisposable {
  /** Usable until this is disposed. */
  readonly ppm: Ppm;
}

/**
 * Opens a model by name, as {@linkcode findModel} finds it: a folder with `model.json`, a GGUF file, or one of the Hugging Face
 * cache.
 *
 * @throws {PolicyError} `model_not_found`, `model_invalid`, `library_unavailable`, `engine_failed`
 */
export async function openModel(name: string, options: OpenModelOptions = {}): Promise<OpenModel> {
  const { ppm: ppmPath, engine: engineOptions, questions = 64, template, stepFormat, ...clientOptions } = options;
  const { policyPath, ppmPath: ownPpmPath, manifest } = await findModel(name);
  const scorer = ppmPath === false ? undefined : ppmPath ?? ownPpmPath;
  checkRole(policyPath, "policy");
  const header = readGgufHeader(policyPath);
  const engineSettings = { ...engineDefaults(header, { questions }), ...engineOptions, ...manifest.engine };
  const format = formatOf(policyPath, manifest, { template, stepFormat });
  if (scorer !== undefined) checkRole(scorer, "PPM");
  return await inEngine(policyPath, clientOptions, async (engine) => {
    const [model, ppm] = await Promise.all([
      engine.loadModel(policyPath, engineSettings),
      scorer === undefined ? undefined : loadPpm(engine, scorer, { ...manifest, format, engine: engineSettings }),
    ]);
    const policy = new LlamaPolicy({ engine, model, format });
    const countTokens = (question: string, options?: CallOptions) =>
      engine.countTokens({ model: model.model, prompt: format.prompt({ question, solution: "" }) }, options);
    const isOurs = manifest.search !== undefined || knowsTags(header);
    const searched = isOurs ? manifest : { ...CHAT_SEARCH, ...manifest };
    return {
      policy,
      ...(ppm && { ppm }),
      format,
      manifest: searched,
      countTokens,
      stats: (options) => engine.stats(options),
    };
  });
}

/**
 * Opens only the PPM of a model's folder, for use with another policy.
 *
 * @throws {PolicyError} as {@linkcode openModel} does; `model_not_found` also where the model has no PPM
 */
export async function openPpm(name: string, options: Omit<OpenModelOptions, "ppm"> = {}): Promise<OpenPpm> {
  const { engine: engineOptions, questions = 64, template, stepFormat, ...clientOptions } = options;
  const { policyPath, ppmPath, manifest } = await findModel(name);
  if (ppmPath === undefined) throw new PolicyError("model_not_found", `Cannot open a PPM as ${name} has none`);
  checkRole(ppmPath, "PPM");
  const format = formatOf(policyPath, manifest, { template, stepFormat });
  const defaults = engineDefaults(readGgufHeader(ppmPath), { questions });
  const settings = { ...manifest, format, engine: { ...defaults, ...engineOptions, ...manifest.engine } };
  return await inEngine(ppmPath, clientOptions, async (engine) => ({ ppm: await loadPpm(engine, ppmPath, settings) }));
}

/**
 * The format that a model's options ask for, else its manifest, else its file.
 *
 * @throws {PolicyError} `model_invalid` where a template cannot be used
 */
function formatOf(
  path: string,
  manifest: ModelManifest,
  { template = manifest.template, stepFormat = manifest.stepFormat }: FormatWish,
): StepFormat {
  if (template !== undefined && !isTemplate(template)) {
    throw new PolicyError("model_invalid", "Cannot use the model's template as it does not hold {question} once");
  }
  return modelFormat(readGgufHeader(path), { template, stepFormat });
}

/** @throws {PolicyError} `model_invalid` where a policy was given as PPM, or a PPM as policy; what reading its header throws */
function checkRole(path: string, role: "policy" | "PPM"): void {
  const scores = readGgufHeader(path).metadata.has(SCORE_TOKEN_KEY);
  if (scores === (role === "PPM")) return;
  const reason = scores
    ? `it is a PPM: its file has ${SCORE_TOKEN_KEY}`
    : `it is no PPM: its file has no ${SCORE_TOKEN_KEY}`;
  throw new PolicyError("model_invalid", `Cannot use ${path} as the ${role} as ${reason}`);
}

async function loadPpm(
  engine: EngineClient,
  path: string,
  { format, ppmScale, engine: options }: Pick<ModelManifest, "ppmScale"> & {
    readonly format: StepFormat;
    readonly engine: EngineModelOptions;
  },
): Promise<LlamaPpm> {
  const model = await engine.loadModel(path, options);
  const head = readScoreHead(path);
  return new LlamaPpm({ engine, model, format, ...head, scale: ppmScale ?? head.scale });
}

/** Runs `load` with a new engine, which the result ends when it is disposed, or which ends at once where `load` fails. */
async function inEngine<Loaded extends object>(
  path: string,
  { accelerator = "auto", signal, ...options }: EngineClientOptions & { readonly signal?: AbortSignal },
  load: (engine: EngineClient) => Promise<Loaded>,
): Promise<Loaded & AsyncDisposable> {
  signal?.throwIfAborted();
  const isSmall = await Deno.stat(path).then(({ size }) => size < LARGE_MODEL_BYTES, () => true);
  const engine = new EngineClient({ ...options, accelerator: accelerator === "auto" && isSmall ? "cpu" : accelerator });
  const end = (): void => void engine[Symbol.asyncDispose](); // what is being loaded rejects
  signal?.addEventListener("abort", end);
  try {
    return { ...await load(engine), [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() };
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", end);
  }
}
