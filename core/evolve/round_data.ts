import { writeJsonLines, writePairFiles, writeSftFiles } from "./data_files.ts";
import { coverage } from "./coverage.ts";
import type { SearchProblem } from "./grown_problem.ts";
import { labelAudit } from "./label_audit.ts";
import { preferencePairs } from "./ppm_pairs.ts";
import type { EvolutionRecipe } from "./recipe.ts";
import type { RoundData } from "./round_records.ts";
import { grownProblem } from "./round_search.ts";
import { sftExamples } from "./sft_data.ts";
import type { Journal } from "../store/journal.ts";

/** What {@linkcode roundData} draws from. */
export interface RoundDataOptions {
  /** How. */
  readonly recipe: Pick<EvolutionRecipe, "sft" | "pairs">;
  /** The round. */
  readonly round: number;
  /** Journals of the rounds from the first to this one. */
  readonly journals: readonly Journal[];
}

/**
 * Draws a round's data from its trees, and those of earlier rounds where the recipe says so: `sft.*`, `pairs.*`, and
 * `suspects.jsonl`, the problems whose label may be wrong.
 */
export async function roundData(
  folder: string,
  problems: readonly SearchProblem[],
  { recipe: { sft, pairs }, round, journals }: RoundDataOptions,
): Promise<RoundData> {
  const grown = (from: readonly Journal[]) => problems.values().map((problem) => grownProblem(problem, from));
  const latest = journals.slice(-1);
  const of = (rounds: "all" | "latest") => grown(rounds === "all" ? journals : latest);
  const pairOptions = { selection: pairs.selection, luckyGuesses: sft.luckyGuesses };
  const suspects = labelAudit(journals.map((journal) => grown([journal])));
  await writeJsonLines(`${folder}/suspects.jsonl`, suspects);
  return {
    coverage: coverage(round, grown(latest)),
    sft: await writeSftFiles(folder, of(sft.rounds).map((problem) => sftExamples(problem, { ...sft, round }))),
    pairs: await writePairFiles(folder, of(pairs.rounds).map((problem) => preferencePairs(problem, pairOptions))),
    suspects: suspects.length,
  };
}
