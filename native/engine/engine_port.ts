/**
 * What an engine can be asked and what it answers, whether it runs in this process or in another.
 *
 * All of it is plain data, which crosses process borders as JSON.
 *
 * @module
 */
import type { Candidate, PromptSegment, ProposeRequest } from "@rstar/core";
import type { KvLayout } from "../llama/context_options.ts";

/** How an engine loads and runs a model. */
export interface EngineModelOptions {
  /** Tokens one sequence may have, prompt included. Default: what the model was trained for, at most 2048. */
  readonly contextTokens?: number;
  /** Sequences of the context, running and cached, at most 256. Default 128. */
  readonly sequences?: number;
  /** Sequences that are decoded at once. Default 64, or 32 in one pool on a CPU; at most `sequences`. */
  readonly runningSequences?: number;
  /** Most tokens of one decode. Default 512, or `sequences` where that is more. */
  readonly batchTokens?: number;
  /**
   * `streams`: each sequence has `contextTokens` cells of its own; `unified`: all share `cells` cells, so that a shared
   * prefix is stored once, but each query scans all cells. Default `streams` below 100 M parameters, else `unified`.
   */
  readonly kv?: KvLayout;
  /** Cells of a unified KV cache. Default: `sequences` × `contextTokens`, at most 32 768. */
  readonly cells?: number;
  /** Threads of the CPU backend. Default 1. */
  readonly threads?: number;
  /** Layers on the GPU. Default: all with an accelerator, 0 on the CPU. */
  readonly gpuLayers?: number;
  /** Flash attention, which skips the cells of other sequences. Default true with `unified`, else false. */
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

/** What an engine reports of a loaded model. */
export interface ModelInfo {
  /** Identifies the model in requests: a function of path and options, the same in any engine. */
  readonly model: string;
  /** The GGUF file. */
  readonly path: string;
  /** How many weights it has. */
  readonly parameters: number;
  /** Tokens one sequence may have, prompt included. */
  readonly contextTokens: number;
  /** How many different tokens there are. */
  readonly vocabularySize: number;
  /** Whether it is a PPM, which `score` accepts. */
  readonly scores: boolean;
}

/** A request for candidates: that of a policy, with the prefix rendered as a prompt. */
export interface GenerateRequest extends Omit<ProposeRequest, "prefix"> {
  /** {@linkcode ModelInfo.model}. */
  readonly model: string;
  /** At least one token, and fewer than the model's `contextTokens`. */
  readonly prompt: readonly PromptSegment[];
}

/** A request for scores of a PPM. */
export interface ScoreRequest {
  /** {@linkcode ModelInfo.model}. */
  readonly model: string;
  /** Each is scored at its last token. */
  readonly prompts: readonly (readonly PromptSegment[])[];
}

/** Counters of one model since it was loaded; the last four are gauges of the present state. */
export interface ModelStats {
  /** Calls of llama.cpp's decoder. */
  readonly decodes: number;
  /** Wall time in it. */
  readonly decodeSeconds: number;
  /** Prompt tokens that were computed. */
  readonly prefilledTokens: number;
  /** Tokens drawn, over all candidates. */
  readonly generatedTokens: number;
  /** Of these, tokens that cost no computation: another candidate of the request had drawn the same tokens up to there. */
  readonly mergedTokens: number;
  /** Tokens found in the prefix cache instead of computed. */
  readonly reusedTokens: number;
  /** Cached prefixes that were evicted. */
  readonly evictions: number;
  /** How often a sequence had to give its cells to older ones. */
  readonly preemptions: number;
  /** Sequences that are being decoded. */
  readonly running: number;
  /** Sequences that wait to be decoded. */
  readonly waiting: number;
  /** Sequences of the context that a request uses. */
  readonly lockedSlots: number;
  /** Cells of the KV cache that hold a token, those of cached prefixes included. */
  readonly usedCells: number;
}

/** The counters of each model, by {@linkcode ModelInfo.model}. */
export type EngineStats = Readonly<Record<string, ModelStats>>;

/** What every long call accepts. */
export interface CallOptions {
  /** Ends the call, which then rejects, and frees its sequences. */
  readonly signal?: AbortSignal;
}

/** A request for the length of a prompt. */
export interface CountRequest {
  /** {@linkcode ModelInfo.model}. */
  readonly model: string;
  /** May be longer than the context. */
  readonly prompt: readonly PromptSegment[];
}

/** What an engine in this process and one in a child process have in common. */
export interface EnginePort extends AsyncDisposable {
  /**
   * Loads a model; where it is already loaded with the same options, returns that one.
   *
   * @throws {PolicyError} `model_not_found`, `model_invalid`, `library_unavailable`
   */
  loadModel(path: string, options?: EngineModelOptions): Promise<ModelInfo>;
  /**
   * Generates one candidate a seed, in the order of the seeds.
   *
   * @throws {PolicyError} `context_exceeded`, `engine_failed`, `bad_request`
   * @throws {DOMException} `AbortError` when the signal aborts
   */
  generate(request: GenerateRequest, options?: CallOptions): Promise<Candidate[]>;
  /**
   * Returns the logit of the score row at the end of each prompt, in their order.
   *
   * @throws {PolicyError} `context_exceeded`, `engine_failed`, `bad_request`; `model_invalid` when the model is no PPM
   * @throws {DOMException} `AbortError` when the signal aborts
   */
  score(request: ScoreRequest, options?: CallOptions): Promise<number[]>;
  /**
   * Counts the tokens of a prompt.
   *
   * @throws {PolicyError} `context_exceeded` where {@linkcode generate} would throw it, `engine_failed`, `bad_request`
   * @throws {DOMException} `AbortError` when the signal aborts
   */
  countTokens(request: CountRequest, options?: CallOptions): Promise<number>;
  /**
   * Returns the counters of all models that are loaded.
   *
   * @throws {DOMException} `AbortError` when the signal aborts
   */
  stats(options?: CallOptions): Promise<EngineStats>;
}
