/**
 * The commands of rstar, and what they are composed of.
 *
 * @module
 */
export * from "./session.ts";
export type { SolveOptions } from "./solve_options.ts";
export * from "./tree.ts";
