/**
 * The model of the engine's benches: 5 million random weights in q8_0. Its texts are noise, its cost is real.
 *
 * @module
 */
import { EngineClient, type EngineModelOptions, type ModelInfo } from "@rstar/native";
import { type TinyGgufOptions, writeTinyGguf } from "@rstar/native/testing";

/** The shape of the random model. */
export const BENCH_SHAPE: TinyGgufOptions = {
  type: "q8_0",
  embedding: 256,
  layers: 6,
  heads: 8,
  kvHeads: 2,
  feedForward: 768,
  vocabularySize: 1024,
};

/** An engine with one loaded model. Disposing of it ends the process. */
export interface BenchModel extends AsyncDisposable {
  /** The engine, in a process of its own. */
  readonly engine: EngineClient;
  /** The loaded model. */
  readonly model: ModelInfo;
}

/** Loads the GGUF file in the environment variable RSTAR_BENCH_MODEL. Default: the random model. */
export async function openBenchModel(options: EngineModelOptions): Promise<BenchModel> {
  const given = Deno.env.get("RSTAR_BENCH_MODEL");
  const file = given === undefined ? writeTinyGguf(BENCH_SHAPE) : null;
  const engine = new EngineClient();
  const model = await engine.loadModel(given ?? file!.path, options);
  return {
    engine,
    model,
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      file?.[Symbol.dispose]();
    },
  };
}
