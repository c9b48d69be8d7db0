/**
 * What `evolve` would do, with estimated tokens and time.
 *
 * @module
 */
import { type EvolutionRecipe, RstarError } from "@rstar/core";
import {
  estimateRound,
  keptProblems,
  type RoundEstimate,
  roundPlan,
  type RunFolder,
  type SearchProblem,
} from "@rstar/core/evolve";
import { terminalDuration } from "@rstar/eval/format";
import { findModel } from "@rstar/native";
import { exists, readIfThere } from "@rstar/system";

/** The origin of a base that was grown here. */
const GROWN = "bootstrap";

/** What {@linkcode evolvePlan} plans; the same as for a real run. */
export interface EvolvePlanOptions {
  /** The run's folder, which need not exist. */
  readonly run: RunFolder;
  readonly recipe: EvolutionRecipe;
  /** Numbers of the rounds, from 1. */
  readonly rounds: readonly number[];
  /** The user's problems. Default: the recipe's. */
  readonly problems?: readonly SearchProblem[];
  /** Problems to search at most. Default: all. */
  readonly limit?: number;
  /** Path of the checkpoint that policies are trained from. Default: the recipe's. */
  readonly base?: string;
  /** Model or URL that searches in round 1. */
  readonly bootstrap?: string;
}

/**
 * The plan as text, a line for each round after one for the base. Writes nothing.
 *
 * @throws {RstarError} `bad_request` where the recipe has no such round, or the base cannot be used; `model_not_found` where there
 * is no such bootstrap model
 */
export async function evolvePlan(options: EvolvePlanOptions): Promise<string> {
  const { run, recipe, rounds } = options;
  const finished = await run.finished();
  const problems = await countProblems(options);
  const lines = rounds.map((round) => {
    const { guide } = roundPlan(recipe, round);
    if (finished.some((manifest) => manifest.round === round)) return `Round ${round} is finished: ${run.round(round)}`;
    return `Round ${round}: ${problems} problems, guided by ${
      guide === "ppm" ? `the PPM of round ${round - 1}` : "terminals"
    }; ${words(estimateRound(round, { recipe, problems, finished }))}`;
  });
  return [await baseLine(options), ...lines].join("\n");
}

async function baseLine(options: EvolvePlanOptions): Promise<string> {
  const { run, recipe, bootstrap } = options;
  const kept = await readIfThere(`${run.round(0)}/base.json`);
  const begun: string | undefined = kept === null ? undefined : JSON.parse(kept).origin;
  const asked = options.base ?? recipe.policy.base;
  if (begun !== undefined && (asked ?? begun) !== begun) throw unusable(asked!, `the run was begun from ${begun}`);
  if (begun === undefined && asked !== undefined && !await exists(asked)) {
    throw unusable(asked, "no file or folder is there");
  }
  if (bootstrap !== undefined && !/^https?:/.test(bootstrap)) await findModel(bootstrap);
  const origin = begun ?? asked ?? GROWN;
  const searcher = bootstrap === undefined ? "" : `; round 1 is searched by ${bootstrap}`;
  return `Policies are trained from ${origin === GROWN ? "a policy grown from nothing" : origin}${searcher}`;
}

function unusable(base: string, reason: string): RstarError {
  return new RstarError("bad_request", `Cannot start from ${base} as ${reason}`);
}

async function countProblems({ run, recipe, problems, limit = Infinity }: EvolvePlanOptions): Promise<number> {
  const kept = await keptProblems(run);
  const drawn = (recipe.problems ?? []).reduce((sum, { count }) => sum + count, 0);
  const all = (kept ?? problems)?.length ?? drawn;
  return Math.min(all, limit);
}

function words({ trees, tokens, searchSeconds, trainingSeconds, measured }: RoundEstimate): string {
  const basis = measured === null ? "assumed, no round being finished" : `by the speed of round ${measured}`;
  const training = trainingSeconds === null
    ? "training unknown"
    : `training about ${terminalDuration(trainingSeconds)}`;
  const millions = (tokens / 1e6).toPrecision(2);
  return `about ${trees} trees and ${millions} M tokens, search about ${
    terminalDuration(searchSeconds)
  }, ${training} (${basis})`;
}
