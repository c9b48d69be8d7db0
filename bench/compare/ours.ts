import { EngineClient, LlamaPolicy } from "@rstar/native";
import type { ComparedEngine, EngineShape } from "./compared_engine.ts";

/** Our engine, in a process of its own. */
export interface OurEngine extends ComparedEngine {
  /** Share of the generated tokens that had been computed already for another candidate of the same request. */
  mergedShare(): Promise<number>;
}

const MAX_SEQUENCES = 256;

/** Opens our engine, with as many cached prefixes as there are sequences. */
export async function openOurs(
  { model: path, template, threads, width, contextTokens }: EngineShape,
): Promise<OurEngine> {
  const engine = new EngineClient();
  const sequences = Math.min(MAX_SEQUENCES, 2 * width);
  const model = await engine.loadModel(path, { contextTokens, threads, runningSequences: width, sequences });
  return {
    policy: new LlamaPolicy({ engine, model, template }),
    async mergedShare() {
      const { mergedTokens, generatedTokens } = (await engine.stats())[model.model];
      return mergedTokens / generatedTokens;
    },
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}
