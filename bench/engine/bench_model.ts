/**
 * The model of the decoding benches: 5 million random weights, q8_0. What it says is noise; what it costs is not.
 *
 * @module
 */
import { EngineClient, type EngineModelOptions, type ModelInfo } from "@rstar/native";
import { type TinyGgufOptions, writeTinyGguf } from "@rstar/native/testing";

/** Its shape. */
export const BENCH_SHAPE: TinyGgufOptions = {
  type: "q8_0",
  embedding: 256,
  layers: 6,
  heads: 8,
  kvHeads: 2,
  feedForward: 768,
  vocabularySize: 1024,
};

/** An engine with one loaded model. Dispose it. */
export interface BenchModel extends AsyncDisposable {
  /** The engine, in a process of its own. */
  readonly engine: EngineClient;
  /** Its model. */
  readonly model: ModelInfo;
}

/** Loads the GGUF that the environment variable RSTAR_BENCH_MODEL names, or else a random one of 5 M parameters. */
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
