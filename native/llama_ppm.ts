import { PolicyError, type Ppm, type Prefix, promptSegments } from "@rstar/core";
import type { CallOptions } from "./engine/engine_port.ts";
import { readGgufHeader } from "./llama/gguf.ts";
import type { LlamaModelRef } from "./llama_policy.ts";

/** Which PPM, and how its logits become scores. */
export interface LlamaPpmOptions extends LlamaModelRef {
  /** The score is tanh((logit + bias) / scale). Default 1, the paper's head; the official code's PPM has 5. */
  readonly scale?: number;
  /** Of the linear head. A row of the output matrix has none. Default 0. */
  readonly bias?: number;
}

/**
 * What a PPM's file says of its head: `ppm.scale` and `ppm.score_bias`, which the converted official reward model has.
 *
 * @param path the GGUF file
 * @throws {PolicyError} `model_not_found`, `model_invalid`
 */
export function readScoreHead(path: string): Pick<LlamaPpmOptions, "scale" | "bias"> {
  const { metadata } = readGgufHeader(path);
  const number = (key: string, isValid: (value: number) => boolean): number | undefined => {
    const value = metadata.get(key);
    if (value === undefined || typeof value === "number" && isValid(value)) return value;
    throw new PolicyError("model_invalid", `Cannot score with ${path} as its ${key} makes no sense: ${value}`);
  };
  return {
    scale: number("ppm.scale", (value) => value > 0 && value < Infinity),
    bias: number("ppm.score_bias", Number.isFinite),
  };
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
    const { engine, model, template, scale = 1, bias = 0 } = this.#options;
    const prompts = prefixes.map((prefix) => promptSegments(prefix, template));
    const logits = await engine.score({ model: model.model, prompts }, options);
    return logits.map((logit) => Math.tanh((logit + bias) / scale));
  }
}
