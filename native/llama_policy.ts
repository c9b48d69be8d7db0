import { type Candidate, type Policy, promptSegments, type ProposeRequest } from "@rstar/core";
import type { CallOptions, EnginePort, ModelInfo } from "./engine/engine_port.ts";

/** Which model, in which engine, asked how. */
export interface LlamaModelRef {
  /** The engine that loaded the model. Not owned. */
  readonly engine: Pick<EnginePort, "generate" | "score">;
  /** The model. */
  readonly model: ModelInfo;
  /** Its prompt, with `{question}` in it; default: the official one. */
  readonly template?: string;
}

/** A policy that samples from a GGUF model. All trees that wait at the same time share its batches. */
export class LlamaPolicy implements Policy {
  readonly #options: LlamaModelRef;

  /** A policy over a loaded model. */
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
