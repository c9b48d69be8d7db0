/**
 * A process preference model (PPM) over a model that an engine has loaded: logits become scores in [-1, 1].
 *
 * @module
 */
import { PolicyError, type Ppm, type Prefix } from "@rstar/core";
import { officialFormat } from "@rstar/core/format";
import type { CallOptions } from "./engine/engine_port.ts";
import { readGgufHeader } from "./llama/gguf.ts";
import type { LlamaModelRef } from "./llama_policy.ts";

/** A PPM in an engine, and how its logits become scores. */
export interface LlamaPpmOptions extends LlamaModelRef {
  /** The score is tanh((logit + bias) / scale). Default 1, as in the paper; the official code's PPM has 5. */
  readonly scale?: number;
  /** Bias of the linear head, which a row of the output matrix does not have. Default 0. */
  readonly bias?: number;
}

/**
 * Reads `ppm.scale` and `ppm.score_bias` from the metadata of a PPM's file; the converted official reward model has them.
 *
 * @param path the GGUF file
 * @returns undefined for a key that is absent
 * @throws {PolicyError} `model_not_found`; `model_invalid` when a value is no positive scale or no finite bias
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
 * Scores a prefix by tanh of the scaled logit of the model's score row after the prefix' last token.
 *
 * The paper puts a linear head with tanh on the last hidden state. A row of the output matrix is such a head, and any build
 * of llama.cpp computes it.
 *
 * @see rStar-Math §3.3
 */
export class LlamaPpm implements Ppm {
  readonly #options: LlamaPpmOptions;

  /** The engine must outlive the PPM. */
  constructor(options: LlamaPpmOptions) {
    this.#options = options;
  }

  /** See {@linkcode Ppm.score}. */
  async score(prefixes: readonly Prefix[], options: CallOptions = {}): Promise<number[]> {
    const { engine, model, format = officialFormat(), scale = 1, bias = 0 } = this.#options;
    const prompts = prefixes.map((prefix) => format.prompt(prefix));
    const logits = await engine.score({ model: model.model, prompts }, options);
    return logits.map((logit) => Math.tanh((logit + bias) / scale));
  }
}
