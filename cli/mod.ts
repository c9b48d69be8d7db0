/**
 * The commands of rstar, and what they are composed of.
 *
 * @module
 */
export type { EngineFlags, ModelFlags } from "./option.ts";
export * from "./read_recipe.ts";
export type { SolveOptions } from "./solve/solve_options.ts";
export * from "./tree.ts";
