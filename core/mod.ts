/**
 * The method of rStar-Math: problems, the step format, search, verifier, grader.
 *
 * @module
 */
export * from "./errors.ts";
export * from "./policy.ts";
export * from "./ppm.ts";
export * from "./problem.ts";
export * from "./random.ts";
export * from "./search/mod.ts";
export * from "./trajectory.ts";
export * from "./verifier/verifier.ts";
