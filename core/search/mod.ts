/**
 * Monte Carlo tree search over verified reasoning steps.
 *
 * @module
 */
export * from "./ask.ts";
export * from "./beam.ts";
export * from "./rules/choose.ts";
export * from "./driver/search.ts";
export * from "./driver/only_result.ts";
export * from "./expand.ts";
export * from "./journal.ts";
export * from "./step.ts";
export * from "./node.ts";
export * from "./options.ts";
export * from "./presets.ts";
export * from "./driver/problem_search.ts";
export * from "./driver/result_text.ts";
export * from "./rules/reward.ts";
export * from "./driver/search_event.ts";
export * from "./rules/stop.ts";
export * from "./trace.ts";
export * from "./tree.ts";
export * from "./uct.ts";
