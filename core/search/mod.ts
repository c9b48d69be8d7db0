/**
 * Monte Carlo tree search over reasoning steps that are run as Python.
 *
 * `search()` does all of it. Underneath, a tree is a state machine that is asked and told:
 *
 * ```ts
 * import { PRESETS, Tree } from "@rstar/core/search";
 *
 * const tree = new Tree({ question: "What is 3 + 4?", options: PRESETS.paper, reward: "self-consistency", seed: 1 });
 * const ask = tree.ask()!; // the root: nothing is known yet
 * const observation = { status: "ok", output: "7", cpuMs: 1 } as const;
 * const step = { text: "<code>\nprint(3 + 4)\n<end_of_code>", logProbability: -1, observation, ppm: null, answer: null };
 * tree.tell({ path: ask.node.path, tokens: 12, steps: [step] });
 * console.assert(tree.ask()!.prefix.solution.endsWith("<output>7<end_of_output>\n")); // next: the answer in words
 * ```
 *
 * @module
 */

// Searching problems at test time, or growing data where the ground truth is known.
export { type DriverOptions, grow, type GrowOptions, search, type UnlabelledProblem } from "./driver/search.ts";
export type { ProblemSearchOptions } from "./driver/problem_search.ts";
export type { Judge, SearchPorts } from "./expand.ts";
export { type SearchEvent, type SearchResult, type SearchUsage, traceOf } from "./driver/search_event.ts";
export { onlyResult } from "./driver/only_result.ts";

// What shapes a search: options, and presets that follow the paper and the official code.
export type * from "./options.ts"; // types alone: the page that imports this needs no zod
export { PRESET_NAMES, type PresetName, PRESETS } from "./presets.ts";
export type * from "./request.ts";
export { type SearchDefaults, searchDefaults } from "./driver/search_defaults.ts";

// The tree: asked which node to expand, told what came of it; Eq. 1 to 3.
export { Tree, type TreeInit } from "./tree.ts";
export type { Ask, AskInit, Expansion, ToldStep } from "./step.ts";
export { type InvalidReason, type Node, pathTo, solutionOf, walk } from "./node.ts";
export { qValue, type UnvisitedScore } from "./uct.ts";
export type { Reward } from "./rules/reward.ts";

// Rules: when a search stops, and which answer it chooses.
export {
  agreement,
  enough,
  firstOf,
  type Progress,
  STOP_REASONS,
  type StopReason,
  type StopRule,
} from "./rules/stop.ts";
export {
  type AnswerFeatures,
  answerFeatures,
  type AnswerStatus,
  confidenceOf,
  type SearchedTree,
  UNFITTED,
} from "./rules/confidence.ts";
export type { AnswerForms } from "../answer/forms.ts";
export { type Choice, type ChoiceRule, choose, type Trajectory, trajectoryOf, withoutPpm } from "./rules/choose.ts";

// Step-level beam search, the official code's other way.
export { Beam, type BeamInit, searchBeam } from "./beam.ts";

// Traces: a search as lines that replay to the same trees.
export type { Journal } from "./journal.ts";
export { isTraceLine, parseTrace, replay, type ReplayedTree, Replayer, type TraceLine } from "./trace.ts";

// Results for people and programs.
export {
  guessSentence,
  programText,
  type ResultJson,
  resultJson,
  type ResultStep,
  resultStep,
} from "./driver/result_text.ts";
