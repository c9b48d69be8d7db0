/**
 * The method of rStar-Math: problems, the step format, search, verifier, grader, the first steps of self-evolution.
 *
 * @module
 */
export * from "./errors.ts";
export * from "./evolve/mod.ts";
export * from "./grade/answer_key.ts";
export * from "./grade/extract.ts";
export * from "./grade/grade.ts";
export * from "./grade/normalize.ts";
export * from "./policy.ts";
export * from "./ppm.ts";
export * from "./problem.ts";
export * from "./random.ts";
export * from "./spread.ts";
export * from "./search/mod.ts";
export * from "./store/mod.ts";
export * from "./trajectory.ts";
export * from "./verifier/environment.ts";
export * from "./verifier/python_verifier.ts";
export { PYTHON_ENVIRONMENT, type Wall } from "./verifier/sandbox_command.ts";
export type { Hello, WorkerStats } from "./verifier/worker.ts";
export * from "./verifier/sandbox_probe.ts";
export * from "./verifier/verifier.ts";
