/**
 * Qwen2 models of random weights and real sizes, so that engines can be compared without a download.
 *
 * @module
 */
import { cacheFolder } from "@rstar/environment";
import { type GgufArray, readGgufHeader } from "@rstar/native/llama";
import { tinyGguf, type TinyGgufOptions } from "@rstar/native/testing";
import { EMBEDDED_MODEL } from "@rstar/solver";
import { exists } from "@rstar/system";
import { writingSteps } from "./step_writer.ts";

/** The shapes of Qwen2.5's two smallest models. */
const SHAPES: Readonly<Record<RandomSize, TinyGgufOptions>> = {
  "0.5b": { embedding: 896, layers: 24, heads: 14, kvHeads: 2, feedForward: 4864 },
  "1.5b": { embedding: 1536, layers: 28, heads: 12, kvHeads: 2, feedForward: 8960 },
};
const VOCABULARY_SIZE = 151_936;

/** The size of a model, by its number of parameters. */
export type RandomSize = "0.5b" | "1.5b";

/** Whether there is a model of that size. */
export function isRandomSize(name: string): name is RandomSize {
  return name in SHAPES;
}

/** The path of the GGUF file of a size, with Qwen's vocabulary size; written into the user's cache unless it is there. */
export async function randomQwen2(size: RandomSize): Promise<string> {
  const folder = `${cacheFolder()}/compare`;
  const path = `${folder}/steps-${size}.gguf`;
  if (await exists(path)) return path;
  await Deno.mkdir(folder, { recursive: true });
  const model = stepWritingModel({ ...SHAPES[size], vocabularySize: VOCABULARY_SIZE });
  await Deno.writeFile(`${path}.part`, tinyGguf(model));
  await Deno.rename(`${path}.part`, path);
  return path;
}

/**
 * A Qwen2 model of random weights in q8_0 that writes well-formed steps without meaning, at the cost of a real model of that
 * shape. Its tokenizer is the embedded model's, padded to the size of the vocabulary.
 */
export function stepWritingModel(
  shape: TinyGgufOptions & { readonly vocabularySize: number },
): TinyGgufOptions {
  const { metadata } = readGgufHeader(`${EMBEDDED_MODEL}/policy.gguf`);
  const strings = (name: string) => (metadata.get(`tokenizer.ggml.${name}`) as GgufArray).strings();
  const words = strings("tokens");
  const tokens = Array.from({ length: shape.vocabularySize }, (_, index) => words[index] ?? `<unused_${index}>`);
  const types = tokens.map((token, index) => index >= words.length ? 5 : /^\s*<.*>$/s.test(token) ? 3 : 1);
  return {
    ...shape,
    type: "q8_0",
    editTensors: (tensors) => writingSteps(tensors, tokens),
    metadata: {
      "tokenizer.ggml.tokens": { type: "strings", value: tokens },
      "tokenizer.ggml.token_type": { type: "i32s", value: types },
      "tokenizer.ggml.merges": { type: "strings", value: strings("merges") },
    },
  };
}
