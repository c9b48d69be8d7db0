/**
 * What an engine is asked for and what it answers. Plain data: it travels between processes as it is.
 *
 * @module
 */
import type { Candidate, PromptSegment, ProposeRequest } from "@rstar/core";
import type { KvLayout } from "../llama/context_options.ts";

/** How a model is loaded and run. */
export interface EngineModelOptions {
  /** Tokens one sequence may have, prompt included. Default: what the model was trained for, at most 2048. */
  readonly contextTokens?: number;
  /** Sequences of the context, running and cached, at most 256. Default 128. */
  readonly sequences?: number;
  /** Sequences that are decoded at once. Default 64, or 32 in one pool on a CPU; at most `sequences`. */
  readonly runningSequences?: number;
  /** Tokens one decode computes. Default 512. */
  readonly batchTokens?: number;
  /**
   * `streams`: each sequence has `contextTokens` cells of its own; `unified`: all share `cells` cells, a shared prefix
   * takes no room, but each query scans all cells. Default `streams` below 100 M parameters, else `unified`.
   */
  readonly kv?: KvLayout;
  /** Cells of a unified KV cache. Default: `sequences` × `contextTokens`, at most 32 768. */
  readonly cells?: number;
  /** Threads of the CPU backend. Default 1. */
  readonly threads?: number;
  /** Layers on the GPU. Default 0. */
  readonly gpuLayers?: number;
  /** Flash attention, which passes over the cells of other sequences. Default true in one pool, else false. */
  readonly flashAttention?: boolean;
  /** Number format of keys and values. Default `f16`. */
  readonly kvType?: "f16" | "f32";
  /** Whether prefixes are shared. Default true. */
  readonly sharing?: boolean;
  /**
   * Whether results are the same whatever else is in the batch (with streams, q8_0 weights, no flash attention, on a CPU):
   * prompts are then decoded one by one, and generated tokens are computed again when they become part of a prompt.
   * Default true with streams, else false.
   */
  readonly deterministic?: boolean;
}

/** A loaded model. */
export interface ModelInfo {
  /** Names the model in requests; the same for the same path and options, in any engine. */
  readonly model: string;
  /** Where it was loaded from. */
  readonly path: string;
  /** Number of weights. */
  readonly parameters: number;
  /** Tokens one sequence may have. */
  readonly contextTokens: number;
  /** Number of tokens it knows. */
  readonly vocabularySize: number;
  /** Whether it can score: a PPM. */
  readonly scores: boolean;
}

/** A request for candidates: a policy's, with the model named and the prefix rendered. */
export interface GenerateRequest extends Omit<ProposeRequest, "prefix"> {
  /** {@linkcode ModelInfo.model}. */
  readonly model: string;
  /** The prompt. */
  readonly prompt: readonly PromptSegment[];
}

/** A request for scores. */
export interface ScoreRequest {
  /** {@linkcode ModelInfo.model}. */
  readonly model: string;
  /** Each is scored at its last token. */
  readonly prompts: readonly (readonly PromptSegment[])[];
}

/** Counters of one model since it was loaded, but for the last four, which are of now. */
export interface ModelStats {
  /** Calls of the decoder. */
  readonly decodes: number;
  /** Wall time in the decoder. */
  readonly decodeSeconds: number;
  /** Tokens computed of prompts. */
  readonly prefilledTokens: number;
  /** Tokens generated. */
  readonly generatedTokens: number;
  /** Of these, tokens that were not computed again as another candidate of the request had drawn the same up to there. */
  readonly mergedTokens: number;
  /** Tokens that the prefix cache saved. */
  readonly reusedTokens: number;
  /** Cached prefixes that were forgotten. */
  readonly evictions: number;
  /** Sequences that had to give their cells to older ones. */
  readonly preemptions: number;
  /** Sequences that are decoded. */
  readonly running: number;
  /** Sequences that wait for a slot. */
  readonly waiting: number;
  /** Slots in use. */
  readonly lockedSlots: number;
  /** Cells of the KV cache that hold a token, of prefixes that are only kept too. */
  readonly usedCells: number;
}

/** Counters by {@linkcode ModelInfo.model}. */
export type EngineStats = Readonly<Record<string, ModelStats>>;

/** Options of a call. */
export interface CallOptions {
  /** Ends the call and frees what it holds. */
  readonly signal?: AbortSignal;
}

/** A prompt whose tokens are counted. */
export interface CountRequest {
  /** {@linkcode ModelInfo.model}. */
  readonly model: string;
  /** The prompt. */
  readonly prompt: readonly PromptSegment[];
}

/** What an engine in this process and one in a child process have in common. */
export interface EnginePort extends AsyncDisposable {
  /**
   * Loads a model, or finds it when it is loaded already with the same options.
   *
   * @throws {PolicyError} `model_not_found`, `model_invalid`, `library_unavailable`
   */
  loadModel(path: string, options?: EngineModelOptions): Promise<ModelInfo>;
  /**
   * Generates one candidate a seed.
   *
   * @throws {PolicyError} `context_exceeded`, `engine_failed`, `bad_request`
   * @throws {DOMException} `AbortError` when the signal aborts
   */
  generate(request: GenerateRequest, options?: CallOptions): Promise<Candidate[]>;
  /**
   * The logit of the score row at the end of each prompt.
   *
   * @throws {PolicyError} `context_exceeded`, `engine_failed`, `bad_request`
   * @throws {DOMException} `AbortError` when the signal aborts
   */
  score(request: ScoreRequest, options?: CallOptions): Promise<number[]>;
  /** Counts the tokens of a prompt. */
  countTokens(request: CountRequest): Promise<number>;
  /** Counters of all models. */
  stats(): Promise<EngineStats>;
}
