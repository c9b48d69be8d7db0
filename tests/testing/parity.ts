/**
 * Compares a GGUF file in llama.cpp with what Transformers computed for it (`python -m training.parity`).
 *
 * @module
 */
import { addToken, createTokenBatch, LlamaContext, type LlamaModel } from "@rstar/native/llama";

/** What Transformers computed. */
export interface ParityVectors {
  /** Token ids, with special tokens parsed and with none. */
  readonly texts: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly plainIds: readonly number[];
  }[];
  /** Logits after each prompt and its greedy continuation. */
  readonly prompts: readonly {
    readonly ids: readonly number[];
    readonly logits: readonly number[];
    readonly greedy: readonly number[];
  }[];
}

/** How far llama.cpp is from Transformers. */
export interface Difference {
  /** Texts with other token ids. */
  readonly otherTokens: readonly string[];
  /** Largest difference of a logit. */
  readonly maxLogitDifference: number;
  /** Prompts whose greedy continuations are the same. */
  readonly equalGreedy: number;
}

/** Compares all of it. */
export async function compare(model: LlamaModel, vectors: ParityVectors): Promise<Difference> {
  const { vocabulary } = model;
  const otherTokens = vectors.texts.filter(({ text, ids, plainIds }) =>
    String(vocabulary.tokenize(text, { special: true })) !== String(ids) ||
    String(vocabulary.tokenize(text, { special: false })) !== String(plainIds)
  ).map(({ text }) => text);
  using context = new LlamaContext(model, {
    contextTokens: 1024,
    sequences: 1,
    batchTokens: 1024,
    kv: "streams",
    threads: 1,
    flashAttention: false,
    kvType: "f32",
  });
  let maxLogitDifference = 0;
  let equalGreedy = 0;
  for (const { ids, logits, greedy } of vectors.prompts) {
    const own = await decode(context, ids, 0);
    own.forEach((value, index) => maxLogitDifference = Math.max(maxLogitDifference, Math.abs(value - logits[index])));
    if (await continuesGreedily(context, own, { ids, greedy })) equalGreedy++;
    context.removeSequence(0);
  }
  return { otherTokens, maxLogitDifference, equalGreedy };
}

async function continuesGreedily(
  context: LlamaContext,
  first: Float32Array,
  { ids, greedy }: { readonly ids: readonly number[]; readonly greedy: readonly number[] },
): Promise<boolean> {
  let logits = first;
  for (const [index, token] of greedy.entries()) {
    if (logits.indexOf(Math.max(...logits)) !== token) return false;
    logits = await decode(context, [token], ids.length + index);
  }
  return true;
}

/** Logits after the last of `tokens`, which stand from `position` on. */
async function decode(context: LlamaContext, tokens: readonly number[], position: number): Promise<Float32Array> {
  const batch = createTokenBatch(tokens.length);
  tokens.forEach((token, index) =>
    addToken(batch, { token, position: position + index, sequence: 0, output: index === tokens.length - 1 })
  );
  await context.decode(batch);
  return context.logits(0).slice();
}
