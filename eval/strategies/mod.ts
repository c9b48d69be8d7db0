/**
 * What strategies are made of: one search of one problem, the shorter searches that it contains, and independent samples.
 *
 * @module
 */

// One search.
export { greedy, type OnEvent, searchOne } from "./run_search.ts";
export { cutAt, type RecordedTree, TreeRecorder } from "./rollout_cuts.ts";

// Independent samples.
export {
  drawSolutions,
  SAMPLER_SEED_OFFSET,
  scored,
  type SolutionBudget,
  type WholeSolution,
  withinTokens,
} from "./whole_solutions.ts";
