/**
 * A tiny Qwen2 model with random weights, as a GGUF file of a few hundred kilobytes: all that the engine needs.
 *
 * Its text is noise; tests look at how it is generated: batches, prefixes, stops, seeds.
 *
 * Vocabulary: the 256 bytes, a few merges of frequent pairs, the markers of the step format as control tokens,
 * `<|endoftext|>` as the end of generation, unused tokens up to `vocabularySize`.
 *
 * @module
 */

import { uniform } from "@rstar/core";
import { SCORE_TOKEN_KEY } from "../engine/engine.ts";
import { encodeGguf, type MetadataValue, type TensorData } from "./gguf_writer.ts";

export { SCORE_TOKEN_KEY };

/** The shape of the model. Its defaults make the smallest useful one. */
export interface TinyGgufOptions {
  /** Seed of the weights. Default 1. */
  readonly seed?: number;
  /** Width of the residual stream, a multiple of 32. Default 64. */
  readonly embedding?: number;
  /** Transformer blocks. Default 2. */
  readonly layers?: number;
  /** Attention heads. Default 4. */
  readonly heads?: number;
  /** Key-value heads. Default 2. */
  readonly kvHeads?: number;
  /** Width of the feed-forward layers, a multiple of 32. Default 128. */
  readonly feedForward?: number;
  /** Size of the vocabulary, at least 267. Default 320. */
  readonly vocabularySize?: number;
  /** Longest context that the file claims to be trained on. Default 2048. */
  readonly contextLength?: number;
  /** Number format of the matrices. Default `f32`. */
  readonly type?: "f32" | "f16" | "q8_0";
  /** Whether the output matrix is its own, with the last token's row reserved for the PPM's score. Default false: tied embeddings. */
  readonly scoreRow?: boolean;
  /** Standard deviation of the embeddings: larger ones make more peaked distributions. Default 0.1. */
  readonly embeddingSpread?: number;
  /** Metadata to add or to replace. */
  readonly metadata?: Readonly<Record<string, MetadataValue>>;
  /** Edits the tensors before they are encoded, for tests of broken files. */
  readonly editTensors?: (tensors: TensorData[]) => TensorData[];
}

/** The markers of the step format, which are control tokens of the model. */
export const TINY_MARKERS: readonly string[] = [
  "<|endoftext|>",
  "<|user|>",
  "<|assistant|>",
  "<code>",
  "<end_of_step>",
  "<end_of_code>",
  "<output>",
  "<end_of_output>",
  "<answer>",
  "<end_of_answer>",
];

/** The bytes of the file: a function of the options. */
export function tinyGguf(options: TinyGgufOptions = {}): Uint8Array<ArrayBuffer> {
  const tensors = makeTensors(options);
  return encodeGguf(makeMetadata(options), options.editTensors?.(tensors) ?? tensors);
}

/** Writes the file into a new temporary folder, which is removed when the result is disposed. */
export function writeTinyGguf(options: TinyGgufOptions = {}): { readonly path: string } & Disposable {
  const folder = Deno.makeTempDirSync({ prefix: "rstar-tiny-" });
  const path = `${folder}/tiny.gguf`;
  Deno.writeFileSync(path, tinyGguf(options));
  return { path, [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }) };
}

function defaults(options: TinyGgufOptions) {
  return {
    seed: options.seed ?? 1,
    embedding: options.embedding ?? 64,
    layers: options.layers ?? 2,
    heads: options.heads ?? 4,
    kvHeads: options.kvHeads ?? 2,
    feedForward: options.feedForward ?? 128,
    vocabularySize: options.vocabularySize ?? 320,
    contextLength: options.contextLength ?? 2048,
    type: options.type ?? "f32",
    spread: options.embeddingSpread ?? 0.1,
  };
}

function makeMetadata(options: TinyGgufOptions): Map<string, MetadataValue> {
  const o = defaults(options);
  const { tokens, types, merges } = makeVocabulary(o.vocabularySize);
  const u32 = (value: number): MetadataValue => ({ type: "u32", value });
  const string = (value: string): MetadataValue => ({ type: "string", value });
  return new Map<string, MetadataValue>([
    ["general.architecture", string("qwen2")],
    ["general.name", string("tiny random model for tests")],
    ["qwen2.block_count", u32(o.layers)],
    ["qwen2.context_length", u32(o.contextLength)],
    ["qwen2.embedding_length", u32(o.embedding)],
    ["qwen2.feed_forward_length", u32(o.feedForward)],
    ["qwen2.attention.head_count", u32(o.heads)],
    ["qwen2.attention.head_count_kv", u32(o.kvHeads)],
    ["qwen2.attention.layer_norm_rms_epsilon", { type: "f32", value: 1e-6 }],
    ["qwen2.rope.freq_base", { type: "f32", value: 10000 }],
    ["tokenizer.ggml.model", string("gpt2")],
    ["tokenizer.ggml.pre", string("qwen2")],
    ["tokenizer.ggml.tokens", { type: "strings", value: tokens }],
    ["tokenizer.ggml.token_type", { type: "i32s", value: types }],
    ["tokenizer.ggml.merges", { type: "strings", value: merges }],
    ["tokenizer.ggml.eos_token_id", u32(tokens.indexOf("<|endoftext|>"))],
    ["tokenizer.ggml.add_bos_token", { type: "bool", value: false }],
    ...(options.scoreRow ? [[SCORE_TOKEN_KEY, u32(o.vocabularySize - 1)] as const] : []),
    ...Object.entries(options.metadata ?? {}),
  ]);
}

function makeVocabulary(size: number): { tokens: string[]; types: number[]; merges: string[] } {
  const alphabet = byteAlphabet();
  const pairs = ["t h", "i n", "e r", "o n", "a n", "r e", "# Ġ", "p r", "th e", "in t", "pr int", "Ġ =", "* *"];
  const smallest = alphabet.length + TINY_MARKERS.length + 1;
  if (size < smallest) throw new RangeError(`Cannot make a vocabulary of ${size} tokens as it needs ${smallest}`);
  const merges = pairs.slice(0, size - smallest).map((pair) => pair.replaceAll("Ġ", alphabet[32]));
  const tokens = [...alphabet, ...merges.map((pair) => pair.replace(" ", "")), ...TINY_MARKERS];
  const types: number[] = tokens.map((_, i) => i < tokens.length - TINY_MARKERS.length ? 1 : 3);
  for (let i = tokens.length; i < size; i++) {
    tokens.push(`<unused_${i}>`);
    types.push(5);
  }
  return { tokens, types, merges };
}

/** GPT-2's printable character for each byte: the byte's own where that is printable, else one from U+0100 on. */
function byteAlphabet(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCodePoint(printable ? byte : next++);
  });
}

function makeTensors(options: TinyGgufOptions): TensorData[] {
  const o = defaults(options);
  const draw = uniform(o.seed);
  const numbers = (count: number, spread: number) => {
    const data = new Float32Array(count);
    // The sum of three uniforms: near enough to a normal distribution of that spread.
    for (let i = 0; i < count; i++) data[i] = (draw() + draw() + draw() - 1.5) * 2 * spread;
    return data;
  };
  const matrix = (name: string, columns: number, rows: number, spread = 1 / Math.sqrt(columns)): TensorData => ({
    name: `${name}.weight`,
    dimensions: [columns, rows],
    data: convert(numbers(columns * rows, spread), o.type),
  });
  const vector = (name: string, data: Float32Array<ArrayBuffer>): TensorData => ({
    name,
    dimensions: [data.length],
    data,
  });
  const ones = () => new Float32Array(o.embedding).fill(1);
  const kvWidth = o.embedding / o.heads * o.kvHeads;
  const tensors = [matrix("token_embd", o.embedding, o.vocabularySize, o.spread), vector("output_norm.weight", ones())];
  if (options.scoreRow) tensors.push(matrix("output", o.embedding, o.vocabularySize, o.spread));
  for (let layer = 0; layer < o.layers; layer++) {
    const block = `blk.${layer}`;
    tensors.push(
      vector(`${block}.attn_norm.weight`, ones()),
      matrix(`${block}.attn_q`, o.embedding, o.embedding),
      vector(`${block}.attn_q.bias`, numbers(o.embedding, 0.02)),
      matrix(`${block}.attn_k`, o.embedding, kvWidth),
      vector(`${block}.attn_k.bias`, numbers(kvWidth, 0.02)),
      matrix(`${block}.attn_v`, o.embedding, kvWidth),
      vector(`${block}.attn_v.bias`, numbers(kvWidth, 0.02)),
      matrix(`${block}.attn_output`, o.embedding, o.embedding),
      vector(`${block}.ffn_norm.weight`, ones()),
      matrix(`${block}.ffn_gate`, o.embedding, o.feedForward),
      matrix(`${block}.ffn_up`, o.embedding, o.feedForward),
      matrix(`${block}.ffn_down`, o.feedForward, o.embedding),
    );
  }
  return tensors;
}

function convert(data: Float32Array<ArrayBuffer>, type: "f32" | "f16" | "q8_0"): TensorData["data"] {
  if (type === "f32") return data;
  return type === "f16" ? new Float16Array(data) : quantize(data);
}

/** Q8_0: blocks of 32 numbers, each a 16-bit scale and 32 signed bytes. */
function quantize(data: Float32Array): Uint8Array<ArrayBuffer> {
  const blocks = data.length / 32;
  const out = new DataView(new ArrayBuffer(34 * blocks));
  for (let block = 0; block < blocks; block++) {
    const values = data.subarray(32 * block, 32 * block + 32);
    const scale = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0) / 127;
    out.setFloat16(34 * block, scale, true);
    for (let i = 0; i < 32; i++) out.setInt8(34 * block + 2 + i, scale === 0 ? 0 : Math.round(values[i] / scale));
  }
  return new Uint8Array(out.buffer);
}
