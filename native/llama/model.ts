/**
 * A causal language model, loaded by llama.cpp from a GGUF file that was checked first.
 *
 * @module
 */
import { PolicyError } from "@rstar/core";
import { readGgufHeader } from "./gguf.ts";
import { cString, type LlamaLibrary } from "../library/library.ts";
import { checkModelHeader } from "./model_check.ts";
import { OFFSETS } from "../library/structs.ts";
import { NORMALIZER_KEY, Vocabulary } from "./vocabulary.ts";

/** What of a model is loaded, and where to. */
export interface ModelOptions {
  /** Layers computed on a GPU, where the library has one; negative for all. Default -1. */
  readonly gpuLayers?: number;
  /**
   * Whether every weight is checked to be finite. Default true: a NaN makes each logit NaN, which llama.cpp does not report.
   * The check reads the whole file, as the first decode does anyway; llama.cpp writes a line to stderr for a tensor it rejects.
   */
  readonly checkTensors?: boolean;
  /** Whether only the vocabulary is loaded: for tokenizing, not for contexts. Default false. */
  readonly vocabularyOnly?: boolean;
}

/** The shape of a model's attention, from which the size of its KV cache follows. */
export interface ModelShape {
  /** Transformer blocks. */
  readonly layers: number;
  /** Width of the residual stream. */
  readonly embedding: number;
  /** Numbers cached a token and layer: keys and values together. */
  readonly kvWidth: number;
}

/**
 * A model in memory. Owns its weights: free it with `using`, after its contexts.
 *
 * The file is checked before llama.cpp reads it (see {@linkcode readGgufHeader}), because some corrupt files end the process.
 */
export class LlamaModel implements Disposable {
  /** The GGUF file. */
  readonly path: string;
  /** Text to tokens and back; valid until the model is disposed. */
  readonly vocabulary: Vocabulary;
  /** Longest text it was trained on, in tokens. */
  readonly contextTrained: number;
  /** How many weights it has. */
  readonly parameters: number;
  /** Size of its weights in bytes. */
  readonly sizeBytes: number;
  /** Its architecture, size and number format, in llama.cpp's words. */
  readonly description: string;
  /** All zero where only the vocabulary was loaded. */
  readonly shape: ModelShape;
  /** False where only the vocabulary was loaded. */
  readonly hasWeights: boolean;
  /** The library it was loaded with. */
  readonly library: LlamaLibrary;
  #pointer: Deno.PointerValue;

  private constructor(library: LlamaLibrary, path: string, pointer: Deno.PointerObject, options: ModelOptions) {
    this.library = library;
    this.path = path;
    this.#pointer = pointer;
    const llama = library.unsafeSymbols;
    const normalForm = this.metadata(NORMALIZER_KEY) === "NFC" ? "NFC" : undefined;
    this.vocabulary = new Vocabulary(library, llama.llama_model_get_vocab(pointer), normalForm);
    this.contextTrained = llama.llama_model_n_ctx_train(pointer);
    this.parameters = Number(llama.llama_model_n_params(pointer));
    this.sizeBytes = Number(llama.llama_model_size(pointer));
    const text = new Uint8Array(256);
    const length = llama.llama_model_desc(pointer, text, BigInt(text.length));
    this.description = new TextDecoder().decode(text.subarray(0, Math.min(Math.max(length, 0), text.length - 1)));
    this.hasWeights = !options.vocabularyOnly;
    this.shape = this.#readShape();
  }

  /**
   * Reads a GGUF file into memory.
   *
   * @throws {PolicyError} `model_not_found` when nothing is at `path`; `model_invalid` when it is no GGUF file, is truncated or
   * corrupt, has an architecture that llama.cpp does not know or that is not a causal transformer, or has weights that are not finite
   */
  static load(library: LlamaLibrary, path: string, options: ModelOptions = {}): LlamaModel {
    const llama = library.unsafeSymbols;
    checkModelHeader(path, readGgufHeader(path), { vocabularyOnly: options.vocabularyOnly ?? false });
    const params = llama.llama_model_default_params();
    const view = new DataView(params.buffer, params.byteOffset, params.byteLength);
    view.setInt32(OFFSETS.modelParams.gpuLayers, options.gpuLayers ?? -1, true);
    view.setUint8(OFFSETS.modelParams.vocabOnly, options.vocabularyOnly ? 1 : 0);
    view.setUint8(OFFSETS.modelParams.checkTensors, options.checkTensors ?? true ? 1 : 0);
    const { value: pointer, messages } = library.captureLog(() =>
      llama.llama_model_load_from_file(cString(path), params)
    );
    const invalid = (reason: string) => new PolicyError("model_invalid", `Cannot load ${path} as ${reason}`);
    if (!pointer) throw invalid(loadFailure(messages));
    const reason = unusable(library, pointer);
    if (reason) {
      llama.llama_model_free(pointer);
      throw invalid(reason);
    }
    return new LlamaModel(library, path, pointer, options);
  }

  /** The value of a key of the file's metadata, as text; undefined where the key is absent. */
  metadata(key: string): string | undefined {
    const llama = this.library.unsafeSymbols;
    for (let buffer = new Uint8Array(1024);;) {
      const length = llama.llama_model_meta_val_str(this.unsafePointer, cString(key), buffer, BigInt(buffer.length));
      if (length < 0) return undefined;
      if (length < buffer.length) return new TextDecoder().decode(buffer.subarray(0, length));
      buffer = new Uint8Array(length + 1);
    }
  }

  /**
   * The `struct llama_model *`.
   *
   * @throws {PolicyError} `engine_failed` when the model was disposed
   */
  get unsafePointer(): Deno.PointerObject {
    if (!this.#pointer) throw new PolicyError("engine_failed", `Cannot use ${this.path} as the model was disposed`);
    return this.#pointer;
  }

  /** Frees the model. Its contexts must have been disposed. */
  [Symbol.dispose](): void {
    if (!this.#pointer) return;
    this.library.unsafeSymbols.llama_model_free(this.#pointer);
    this.#pointer = null;
    this.vocabulary.unsafeRelease();
  }

  #readShape(): ModelShape {
    // For a vocabulary alone llama.cpp reads no hyperparameters, and ends the process when they are requested.
    if (!this.hasWeights) return { layers: 0, embedding: 0, kvWidth: 0 };
    const llama = this.library.unsafeSymbols, pointer = this.unsafePointer;
    const embedding = llama.llama_model_n_embd(pointer);
    const heads = llama.llama_model_n_head(pointer);
    const width = (name: string) =>
      Number(this.metadata(`${this.metadata("general.architecture")}.attention.${name}`) ?? embedding / heads);
    const kvWidth = llama.llama_model_n_head_kv(pointer) * (width("key_length") + width("value_length"));
    return { layers: llama.llama_model_n_layer(pointer), embedding, kvWidth: Number.isFinite(kvWidth) ? kvWidth : 0 };
  }
}

/** Why a model that loaded cannot be used here; undefined where it can. */
function unusable(library: LlamaLibrary, pointer: Deno.PointerObject): string | undefined {
  const llama = library.unsafeSymbols;
  const vocabulary = llama.llama_model_get_vocab(pointer);
  if (llama.llama_vocab_type(vocabulary) === 0 || llama.llama_vocab_n_tokens(vocabulary) < 1) {
    return "it has no vocabulary";
  }
  if (llama.llama_model_has_encoder(pointer) || !llama.llama_model_has_decoder(pointer)) {
    return "it is not a causal language model but has an encoder";
  }
  if (llama.llama_model_is_recurrent(pointer) || llama.llama_model_is_hybrid(pointer)) {
    return "it is a recurrent model, whose sequences cannot be cut back to a prefix";
  }
  return undefined;
}

/** llama.cpp's own reason, taken from its log, without the function names in front of it. */
function loadFailure(messages: readonly string[]): string {
  const summary = messages.find((message) => message.includes("error loading model"));
  // Where the summary only says that loading failed, an earlier message says why.
  const error = summary && !summary.includes("failed to load model from") ? summary : messages[0];
  if (error?.includes("invalid data")) {
    const tensor = messages.map((message) => message.match(/tensor '([^']*)' has invalid data/)?.[1]).find(Boolean);
    return `its weights are not all finite numbers${tensor ? ` (${tensor})` : ""}`;
  }
  if (!error) return "llama.cpp rejects it without a reason";
  return error
    .replace(/^\w+: /, "")
    .replaceAll(/error loading model(?: \w+)?: /g, "")
    .replace(/^\w+: (?=\S+ )/, "")
    .replaceAll(/\s+/g, " ");
}
