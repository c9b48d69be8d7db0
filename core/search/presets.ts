/**
 * Two presets: the search as the paper describes it, and as the official code runs it.
 *
 * @module
 */
import type { SearchOptions } from "./options.ts";

/** Names of the presets. */
export const PRESET_NAMES = ["paper", "msft"] as const;

/** Name of a preset. */
export type PresetName = typeof PRESET_NAMES[number];

/**
 * The search as the paper describes it at test time: 32 candidates, 8 trajectories, c = 2, depth 16, only steps that run
 * are kept, the trajectory that the PPM likes best wins. What it leaves open is standard UCT: unvisited children
 * first, terminals may be visited again. Sampling temperature is not stated: the official code's 1.
 *
 * @see rStar-Math §3.2, §4.1 and App. A.1
 */
const paper: SearchOptions = {
  candidates: 32,
  answerCandidates: 32,
  rollouts: 8,
  maxDepth: 16,
  exploration: 2,
  temperature: 1,
  topP: 1,
  topK: 0,
  maxStepTokens: 2048,
  unvisited: "infinity",
  terminals: "revisit",
  answers: "all",
  redraws: 0,
  errorsThreshold: 1,
  repeats: "keep",
  errorTest: "status",
  deadEnd: "ignore",
  output: "stdout",
  choice: { rule: "ppm-best" },
};

/**
 * The search as the official code runs it (`config/sft_eval_mcts.yaml`): 12 iterations, unvisited children score 0, final
 * answers are never selected again, the first of an expansion drops its other candidates, a step has failed when
 * its output holds "error", the interpreter's own output rules. Over several trees: majority of the best 4.
 */
const msft: SearchOptions = {
  ...paper,
  rollouts: 12,
  unvisited: "zero",
  terminals: "exclude",
  answers: "first",
  errorTest: "substring",
  output: "msft",
  choice: { rule: "top-majority", count: 4 },
};

/** Searches by name. A model's own default stands in its `model.json`. */
export const PRESETS: Readonly<Record<PresetName, SearchOptions>> = { paper, msft };
