/**
 * What strategies are made of: the greedy search, the shorter searches that it contains, and independent samples.
 *
 * @module
 */

// One search.
export { greedy } from "./greedy.ts";
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
