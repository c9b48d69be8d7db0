/**
 * Self-evolution: a policy and a PPM that get better by searching problems and training on what was found.
 *
 * {@linkcode evolve} runs rounds; each searches all problems with the models of the round before, draws data from the trees, and
 * trains the next policy and PPM. Models, Python programs and the store are ports, so the method knows none of them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { estimateRound, parseRecipe } from "@rstar/core/evolve";
 *
 * const recipe = parseRecipe(
 *   `
 *   [search]
 *   candidates = 4
 *   rollouts = 10
 *   [[rounds]]
 *   guide = "terminals"
 *   passes = [{ problems = "all" }]
 *   `,
 *   "recipe.toml",
 * );
 * assert.equal(estimateRound(1, { recipe, problems: 1000, finished: [] }).trees, 1000);
 * ```
 *
 * @see rStar-Math §3.4
 * @module
 */

// The way in: rounds of self-evolution, the progress they report, and what a round is expected to take.
export { evolve, type EvolveOptions } from "./evolve.ts";
export type { EvolveEvent, Stage } from "./round/evolve_event.ts";
export { estimateRound, type RoundEstimate } from "./estimate.ts";

// The recipe: what is searched and how, what data is drawn, how models are trained.
export {
  type BootstrapRecipe,
  type Enough,
  type EvolutionRecipe,
  type LevelRecipe,
  parseRecipe,
  type PassRecipe,
  recipeSchema,
  type RoundRecipe,
  type ShardRecipe,
  type StageRecipe,
} from "./recipe/recipe.ts";
export { flagArguments, type Flags, flagsSchema, type FlagValue } from "./recipe/flags.ts";

// The ports: opened models, Python programs, and the store that makes a run survive a kill.
export type { RoundModels, RoundOptions, SearchSession } from "./round/round_options.ts";
export type { PythonRunner, PythonRunOptions } from "./jobs/python_runner.ts";
export {
  type GivenFlags,
  PYTHON_MODULES,
  type PythonCommand,
  pythonCommand,
  type PythonEnvironmentName,
  type PythonModule,
  type PythonProgram,
} from "./jobs/python_modules.ts";
export type { RunStore } from "./run/run_store.ts";

// A run on disk: its folder, its problems, and the records that its rounds leave.
export { RunFolder } from "./run/run_folder.ts";
export { keptProblems } from "./round/search_problems.ts";
export { roundPlan } from "./round/round_plan.ts";
export type {
  Coverage,
  CurvePoint,
  LevelCoverage,
  PairStatistics,
  RoundData,
  RoundManifest,
  SearchTotals,
  SftStatistics,
  TrainingRecord,
} from "./round_records.ts";

// Round 0: the policy that everything starts from, grown from nothing, or a general model with a prompt.
export { type BootstrapOptions, growFirstPolicy, type GrownPolicy } from "./bootstrap/bootstrap.ts";
export { BOOTSTRAP_TEMPLATE } from "./bootstrap/bootstrap_prompt.ts";
export type { Base } from "./round/round_zero.ts";

// The trees of a round, and the training data drawn from them.
export { grownProblem, type RoundSearchEvent } from "./round/round_search.ts";
export { roundData, type RoundDataOptions } from "./round/round_data.ts";
export type { GrownProblem, GrownTree, LuckTest, SearchProblem } from "./data/grown_problem.ts";
export { type PairOptions, type PreferencePair, trajectoryPairs } from "./data/ppm_pairs.ts";
export type { GroupOptions } from "./data/pair_groups.ts";
export { writeJsonLines } from "./data/data_files.ts";
export { fromOfficialTree, type OfficialNode, type OfficialTree, toOfficialTree } from "./data/official_trees.ts";

// What a training program prints.
export { type TrainingEvent, trainingEvent, trainingRecord } from "./jobs/training_log.ts";
