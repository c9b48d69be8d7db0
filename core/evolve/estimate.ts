/**
 * Estimates what a round takes before it runs.
 *
 * @module
 */
import { PRESETS } from "../search/presets.ts";
import type { EvolutionRecipe, PassRecipe } from "./recipe/recipe.ts";
import type { RoundManifest } from "./round_records.ts";

/** The expected size and time of a round. */
export interface RoundEstimate {
  /** The round, from 1. */
  readonly round: number;
  /** Trees, if as large a share of the problems stays unsolved as in the round before; half of them where there is none. */
  readonly trees: number;
  /** Tokens that its search generates. */
  readonly tokens: number;
  /** Time of the search, seconds. */
  readonly searchSeconds: number;
  /** Time of both trainings, seconds; null where neither the recipe nor a finished round determines it. */
  readonly trainingSeconds: number | null;
  /** The round whose measurements it uses; null where it uses assumptions alone. */
  readonly measured: number | null;
}

/** Assumed without a finished round: the embedded model's figures. `unsolved` is a share of the problems. */
const ASSUMED = { tokensPerCandidate: 40, expansionsPerRollout: 2, tokensPerSecond: 2000, unsolved: 0.5 } as const;
const TRAININGS = ["policy", "ppm"] as const;

/**
 * Estimates a round from the last finished round before it, or from assumptions where there is none.
 *
 * @param options.problems number of problems searched
 * @param options.finished the manifests of the run's finished rounds, in their order
 */
export function estimateRound(
  round: number,
  { recipe, problems, finished }: {
    readonly recipe: EvolutionRecipe;
    readonly problems: number;
    readonly finished: readonly RoundManifest[];
  },
): RoundEstimate {
  const last = finished.filter((manifest) => manifest.round < round).at(-1);
  const unsolved = last ? last.coverage.all.allWrong / Math.max(1, last.coverage.all.problems) : ASSUMED.unsolved;
  const treesOf = ({ problems: which, trees }: PassRecipe): number =>
    Math.round(problems * (which === "all" ? 1 : unsolved)) * trees;
  const { passes } = recipe.rounds[round - 1];
  const share = last ? last.search.tokens / Math.max(1, last.search.trees) / tokensOfTree(recipe, passes[0]) : 1;
  const tokens = passes.reduce((sum, pass) => sum + treesOf(pass) * tokensOfTree(recipe, pass) * share, 0);
  const speed = last ? last.search.tokens / Math.max(1, last.seconds.search ?? 0) : ASSUMED.tokensPerSecond;
  return {
    round,
    trees: passes.reduce((sum, pass) => sum + treesOf(pass), 0),
    tokens,
    searchSeconds: tokens / speed,
    trainingSeconds: trainingSeconds(recipe, last),
    measured: last?.round ?? null,
  };
}

/** Tokens of a tree that runs all its rollouts. */
function tokensOfTree(recipe: EvolutionRecipe, pass: PassRecipe): number {
  const { rollouts, candidates } = { ...PRESETS.paper, ...recipe.search, ...pass.search };
  return rollouts * ASSUMED.expansionsPerRollout * candidates * ASSUMED.tokensPerCandidate;
}

function trainingSeconds(recipe: EvolutionRecipe, last: RoundManifest | undefined): number | null {
  let total = 0;
  for (const name of TRAININGS) {
    const { minutes } = recipe[name].training;
    const seconds = last?.seconds[name] ?? (typeof minutes === "number" ? minutes * 60 : null);
    if (seconds === null) return null;
    total += seconds;
  }
  return total;
}
