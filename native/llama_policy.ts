/**
 * A policy over a model that an engine has loaded.
 *
 * @module
 */
import { type Candidate, type Policy, promptSegments, type ProposeRequest } from "@rstar/core";
import type { CallOptions, EnginePort, ModelInfo } from "./engine/engine_port.ts";

/** A model in an engine, and the prompt that it was trained with. */
export interface LlamaModelRef {
  /** The engine that loaded the model. Not owned. */
  readonly engine: Pick<EnginePort, "generate" | "score">;
  /** What `loadModel` of that engine returned. */
  readonly model: ModelInfo;
  /** The prompt, with `{question}` in it. Default: the official one. */
  readonly template?: string;
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
    const { engine, model, template } = this.#options;
    const { prefix, seeds, temperature, topP, topK, stop, maxTokens } = request;
    const prompt = promptSegments(prefix, template);
    return await engine.generate(
      { model: model.model, prompt, seeds, temperature, topP, topK, stop, maxTokens },
      options,
    );
  }
}
