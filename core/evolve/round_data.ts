import { writeJsonLines, writePairFiles, writeSftFiles } from "./data_files.ts";
import { coverage } from "./coverage.ts";
import type { GrownProblem } from "./grown_problem.ts";
import { labelAudit } from "./label_audit.ts";
import { preferencePairs } from "./ppm_pairs.ts";
import type { EvolutionRecipe } from "./recipe.ts";
import type { RoundData } from "./round_records.ts";
import { sftExamples } from "./sft_data.ts";

/** What {@linkcode roundData} draws from. */
export interface RoundDataOptions {
  /** How. */
  readonly recipe: Pick<EvolutionRecipe, "sft" | "pairs">;
  /** The round. */
  readonly round: number;
  /** Every problem with its trees of these rounds; called once for each pass over them. */
  readonly trees: (rounds: readonly number[]) => IteratorObject<GrownProblem>;
}

/**
 * Draws a round's data from its trees, and those of earlier rounds where the recipe says so: `sft.*`, `pairs.*`, and
 * `suspects.jsonl`, the problems whose label may be wrong.
 */
export async function roundData(
  folder: string,
  { recipe: { sft, pairs }, round, trees }: RoundDataOptions,
): Promise<RoundData> {
  const rounds = Array.from({ length: round }, (_, index) => index + 1);
  const of = (which: "all" | "latest") => trees(which === "all" ? rounds : [round]);
  const pairOptions = { selection: pairs.selection, luckyGuesses: sft.luckyGuesses };
  const suspects = labelAudit(rounds.map((one) => trees([one])));
  await writeJsonLines(`${folder}/suspects.jsonl`, suspects);
  return {
    coverage: coverage(round, of("latest")),
    sft: await writeSftFiles(folder, of(sft.rounds).map((problem) => sftExamples(problem, { ...sft, round }))),
    pairs: await writePairFiles(folder, of(pairs.rounds).map((problem) => preferencePairs(problem, pairOptions))),
    suspects: suspects.length,
  };
}
