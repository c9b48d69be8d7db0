/**
 * Our engine as an engine of the comparison.
 *
 * @module
 */
import { officialFormat } from "@rstar/core/format";
import { EngineClient, LlamaPolicy, type ModelStats } from "@rstar/native";
import type { ComparedEngine, EngineShape } from "./compared_engine.ts";

/** Our engine, in a process of its own. */
export interface OurEngine extends ComparedEngine {
  /** The model's counters since it was loaded. */
  stats(): Promise<ModelStats>;
}

const MAX_SEQUENCES = 256;

/** Starts our engine and loads the model, with as many sequences for cached prefixes as for decoding. */
export async function openOurs(
  { model: path, template, threads, width, contextTokens, flashAttention }: EngineShape,
): Promise<OurEngine> {
  const engine = new EngineClient();
  const sequences = Math.min(MAX_SEQUENCES, 2 * width);
  const model = await engine.loadModel(path, {
    contextTokens,
    threads,
    flashAttention,
    runningSequences: width,
    sequences,
  });
  const stats = async () => (await engine.stats())[model.model];
  return {
    policy: new LlamaPolicy({ engine, model, format: officialFormat(template) }),
    processId: engine.processId!,
    stats,
    generatedTokens: async () => (await stats()).generatedTokens,
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}
