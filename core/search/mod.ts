/**
 * Monte Carlo tree search over verified reasoning steps.
 *
 * @module
 */
export * from "./ask.ts";
export * from "./beam.ts";
export * from "./channel.ts";
export * from "./choose.ts";
export * from "./driver.ts";
export * from "./expand.ts";
export * from "./expansion.ts";
export * from "./node.ts";
export * from "./options.ts";
export * from "./presets.ts";
export * from "./problem_search.ts";
export * from "./result_text.ts";
export * from "./reward.ts";
export * from "./search_event.ts";
export * from "./stop.ts";
export * from "./trace.ts";
export * from "./tree.ts";
export * from "./uct.ts";
