/**
 * The data of a round, drawn from its trees: coverage, SFT examples, preference pairs, suspected labels.
 *
 * @module
 */
import { writeJsonLines, writePairFiles, writeSftFiles } from "../data/data_files.ts";
import { coverage } from "../data/coverage.ts";
import type { GrownProblem, LuckTest } from "../data/grown_problem.ts";
import { labelAudit } from "../data/label_audit.ts";
import { preferencePairs } from "../data/ppm_pairs.ts";
import type { EvolutionRecipe } from "../recipe/recipe.ts";
import type { RoundData } from "../round_records.ts";
import { sftExamples } from "../data/sft_data.ts";

/** Options of {@linkcode roundData}. */
export interface RoundDataOptions {
  /** How SFT examples and pairs are selected. */
  readonly recipe: Pick<EvolutionRecipe, "sft" | "pairs">;
  /** The round, from 1. */
  readonly round: number;
  /** Every problem with its trees of `rounds`; called once for each pass over them. */
  readonly trees: (rounds: readonly number[]) => IteratorObject<GrownProblem>;
  /** Which correct trajectories may be right by luck. Default: none. */
  readonly isLucky?: LuckTest;
}

/**
 * Writes `sft.*`, `pairs.*` and `suspects.jsonl` (the problems whose label may be wrong) into `folder`, from the trees of the round
 * and, where the recipe says so, of earlier ones.
 *
 * @returns statistics of what was written
 */
export async function roundData(
  folder: string,
  { recipe: { sft, pairs }, round, trees, isLucky }: RoundDataOptions,
): Promise<RoundData> {
  const rounds = Array.from({ length: round }, (_, index) => index + 1);
  const of = (which: "all" | "latest") => trees(which === "all" ? rounds : [round]);
  const left = sft.luckyGuesses === "drop" ? isLucky : undefined;
  const sftOptions = { ...sft, round, isLucky: left };
  const pairOptions = { selection: pairs.selection, isLucky: left };
  const suspects = labelAudit(rounds.map((one) => trees([one])));
  await writeJsonLines(`${folder}/suspects.jsonl`, suspects);
  return {
    coverage: coverage(round, of("latest"), isLucky),
    sft: await writeSftFiles(folder, of(sft.rounds).map((problem) => sftExamples(problem, sftOptions))),
    pairs: await writePairFiles(folder, of(pairs.rounds).map((problem) => preferencePairs(problem, pairOptions))),
    suspects: suspects.length,
  };
}
