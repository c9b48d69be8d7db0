/**
 * The method of rStar-Math: problems, the step format, search, verifier, grader, self-evolution.
 *
 * @module
 */
export * from "./candidate_text.ts";
export * from "./errors.ts";
export * from "./evolve/mod.ts";
export * from "./grade/answer_key.ts";
export * from "./grade/extract.ts";
export * from "./grade/grade.ts";
export * from "./grade/normalize.ts";
export type * from "./inferred.ts";
export * from "./policy.ts";
export * from "./ppm.ts";
export * from "./problem.ts";
export * from "./prompt_template.ts";
export * from "./random.ts";
export * from "./search/mod.ts";
export * from "./search/options.ts";
export * from "./search/request.ts";
export * from "./solve.ts";
export * from "./trajectory.ts";
export * from "./verifier/python_verifier.ts";
export { PYTHON_ENVIRONMENT, type Wall } from "./verifier/worker/sandbox_command.ts";
export type { Hello, WorkerStats } from "./verifier/worker/worker.ts";
export * from "./verifier/sandbox_probe.ts";
export * from "./verifier/verifier.ts";
