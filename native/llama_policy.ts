/**
 * A policy over a model that an engine has loaded.
 *
 * @module
 */
import type { Candidate, Policy, Prefix, ProposeRequest } from "@rstar/core";
import { officialFormat, proposeIn, type StepFormat } from "@rstar/core/format";
import type { CallOptions, EnginePort, ModelInfo } from "./engine/engine_port.ts";

/** A model in an engine, and how it reads and writes steps. */
export interface LlamaModelRef {
  /** The engine that loaded the model. Not owned. */
  readonly engine: Pick<EnginePort, "generate" | "score">;
  /** What `loadModel` of that engine returned. */
  readonly model: ModelInfo;
  /** How it reads and writes steps. Default: the official format with the official prompt. */
  readonly format?: StepFormat;
}

/** Samples steps from a GGUF model. Requests of all trees share the batches of the engine. */
export class LlamaPolicy implements Policy {
  readonly #options: LlamaModelRef;

  /** The engine must outlive the policy. */
  constructor(options: LlamaModelRef) {
    this.#options = options;
  }

  /** See {@linkcode Policy.propose}. */
  async propose(request: ProposeRequest, options: CallOptions = {}): Promise<Candidate[]> {
    const { engine, model: { model }, format = officialFormat() } = this.#options;
    return await proposeIn(format, request, (formatted) => engine.generate({ model, ...formatted }, options));
  }

  /** See {@linkcode Policy.isGiven}. */
  isGiven(prefix: Prefix): boolean {
    return this.#options.format?.given(prefix) != null;
  }
}
