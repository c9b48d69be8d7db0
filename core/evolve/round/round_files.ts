/**
 * The two files that describe a finished round: `model.json` for whoever loads its models, `manifest.json` for the record.
 *
 * @module
 */
import { writeWhole } from "@rstar/system";
import type { EvolutionRecipe } from "../recipe/recipe.ts";
import type { RoundData, RoundManifest, SearchTotals, TrainingRecord } from "../round_records.ts";
import { fileHashes } from "../run/file_hashes.ts";
import type { RunFolder } from "../run/run_folder.ts";
import type { RoundOptions } from "./round_options.ts";

/** Writes `model.json` beside a round's models, which makes the folder a model for `solve --model`. */
export async function writeModelFile(
  run: RunFolder,
  { recipe, round, ppm }: { readonly recipe: EvolutionRecipe; readonly round: number; readonly ppm: boolean },
): Promise<void> {
  const name = `${run.name}-round-${round}`;
  const model = { name, policy: "policy.gguf", ...(ppm && { ppm: "ppm.gguf" }), ...recipe.model };
  await writeWhole(`${run.round(round)}/model.json`, `${JSON.stringify(model, null, 2)}\n`);
}

/** The manifest of a round whose stages are finished; it hashes the files that the round read and made. */
export async function roundManifest(
  round: number,
  { run, store, recipe, base, started, records }: Pick<RoundOptions, "run" | "store" | "recipe" | "base"> & {
    readonly started: string;
    readonly records: RoundData & {
      readonly search: SearchTotals;
      readonly policy: TrainingRecord;
      readonly ppm: TrainingRecord | null;
    };
  },
): Promise<RoundManifest> {
  const files = (of: number, ...names: readonly string[]): string[] => names.map((name) => `round-${of}/${name}`);
  return {
    run: run.name,
    round,
    started,
    finished: new Date().toISOString(),
    seconds: store.seconds(round),
    recipe,
    base: base.origin,
    seed: recipe.seed,
    versions: { deno: Deno.version.deno, v8: Deno.version.v8, target: Deno.build.target },
    inputs: await fileHashes(run.path, ["problems.jsonl", ...files(round - 1, "policy.gguf", "ppm.gguf")]),
    outputs: await fileHashes(run.path, files(round, "sft.jsonl", "pairs.jsonl", "policy.gguf", "ppm.gguf")),
    ...records,
  };
}
