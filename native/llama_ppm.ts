import type { Ppm, Prefix } from "@rstar/core";
import type { CallOptions } from "./engine_types.ts";
import type { LlamaModelRef } from "./llama_policy.ts";
import { promptSegments } from "./template.ts";

/** Which PPM, and how its logits become scores. */
export interface LlamaPpmOptions extends LlamaModelRef {
  /** The score is tanh(logit / scale). Default 1, the paper's head; the official code's PPM has 5. */
  readonly scale?: number;
}

/**
 * A process preference model in a GGUF file: `tanh` of the scaled logit of its score row at the last token of each prefix.
 *
 * The paper puts a linear head with tanh on the last hidden state; a row of the output matrix is such a head, and any
 * build of llama.cpp computes it.
 *
 * @see rStar-Math §3.3
 */
export class LlamaPpm implements Ppm {
  readonly #options: LlamaPpmOptions;

  /** A PPM over a loaded model. */
  constructor(options: LlamaPpmOptions) {
    this.#options = options;
  }

  /** See {@linkcode Ppm.score}. */
  async score(prefixes: readonly Prefix[], options: CallOptions = {}): Promise<number[]> {
    const { engine, model, template, scale = 1 } = this.#options;
    const prompts = prefixes.map((prefix) => promptSegments(prefix, template));
    return (await engine.score({ model: model.model, prompts }, options)).map((logit) => Math.tanh(logit / scale));
  }
}
