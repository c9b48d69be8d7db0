/**
 * Model files: what the check of the header accepts, llama.cpp loads or refuses, and reads a text with, without ending
 * the process. An input that is JSON holds options of a tiny model, so that values are mutated and not only bytes.
 *
 * @module
 */
import { openLibrary } from "@rstar/native/library";
import { addToken, createTokenBatch, LlamaContext, LlamaModel, readGgufHeader } from "@rstar/native/llama";
import { TINY_MARKERS, tinyGguf, type TinyGgufOptions } from "@rstar/native/testing";
import { promised, scratchFile, type Target, textOf } from "../target.ts";

const SHAPE = { embedding: 32, layers: 1, heads: 2, kvHeads: 1, feedForward: 32, vocabularySize: 268 };
const METADATA = {
  "block_count": { type: "u32", value: 1 },
  "rope.dimension_count": { type: "u32", value: 16 },
  "rope.freq_base": { type: "f32", value: 10000 },
  "attention.key_length": { type: "u32", value: 16 },
  "vocab_size": { type: "u32", value: 268 },
  "rope.scaling.type": { type: "string", value: "none" },
  "general.alignment": { type: "u32", value: 32 },
  "tokenizer.ggml.model": { type: "string", value: "gpt2" },
  "tokenizer.ggml.bos_token_id": { type: "u32", value: 1 },
  "tokenizer.ggml.token_type": { type: "i32s", value: [1, 1, 3] },
  "tokenizer.ggml.merges": { type: "strings", value: ["t h", "i n"] },
  "tokenizer.chat_template": { type: "string", value: "{{ messages }}" },
};
const ARCHITECTURES = "llama qwen2 qwen3 gemma phi3 gpt2 mamba t5 bert olmo rwkv6 stablelm".split(" ");

/** The file of options; undefined where they are none. */
function fileOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const { architecture = "qwen2", metadata, ...shape } = JSON.parse(text);
    if (Object.values(shape).some((value) => typeof value !== "number" || value > 300)) return undefined;
    const named = Object.entries(metadata).map(([key, value]) =>
      [/^(?:general|tokenizer)\./.test(key) ? key : `${architecture}.${key}`, value] as const
    );
    const values = { "general.architecture": { type: "string", value: architecture }, ...Object.fromEntries(named) };
    return tinyGguf({ ...shape, metadata: values as TinyGgufOptions["metadata"] });
  } catch {
    return undefined;
  }
}

const target: Target = {
  ms: 2000,
  seeds: [
    tinyGguf(SHAPE),
    tinyGguf({ ...SHAPE, type: "q8_0", scoreRow: true }),
    ...ARCHITECTURES.map((architecture) => JSON.stringify({ ...SHAPE, architecture, metadata: METADATA })),
  ],
  words: `general.architecture token_embd.weight feed_forward_length context_length attention.head_count yarn
    attention.head_count_kv attention.value_length attention.sliding_window rope.scaling.factor rope.dimension_sections
    expert_count expert_used_count attention.layer_norm_rms_epsilon pooling_type tokenizer.ggml.eos_token_id
    tokenizer.ggml.padding_token_id tokenizer.ggml.scores tokenizer.ggml.pre tokenizer.ggml.tokens spm bert wpm ugm no_vocab
    llama-bpe default deepseek-llm split.count general.quantization_version tokenizer.ggml.add_bos_token`
    .split(/\s+/).concat(TINY_MARKERS, ARCHITECTURES),
  async run(input) {
    const path = scratchFile("model.gguf");
    const file = input[0] === 0x7b ? fileOf(textOf(input)) : input;
    if (file === undefined) return "no options";
    await Deno.writeFile(path, file);
    try {
      for (const value of readGgufHeader(path).metadata.values()) if (typeof value === "object") value.strings();
      using model = LlamaModel.load(await openLibrary(), path);
      using context = new LlamaContext(model, {
        contextTokens: 64,
        sequences: 1,
        batchTokens: 64,
        kv: "unified",
        threads: 1,
        flashAttention: false,
        kvType: "f32",
      });
      const tokens = model.vocabulary.tokenize("What is 17 + 4?<end_of_step>", { special: true }).slice(0, 32);
      const batch = createTokenBatch(tokens.length);
      tokens.forEach((token, position) => addToken(batch, { token, position, sequence: 0, output: true }));
      if (tokens.length > 0) await context.decode(batch);
      model.vocabulary.decode(Array.from({ length: model.vocabulary.size }, (_, token) => token));
      return `loaded ${tokens.length > 0}`;
    } catch (error) {
      return promised(error, RangeError);
    }
  },
};
export default target;
