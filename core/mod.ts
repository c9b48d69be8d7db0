/**
 * The method of rStar-Math: problems solved by search over reasoning steps that run as Python, and models that grow by it.
 *
 * These are the names that most callers need; what stands behind them has sub-paths: `@rstar/core/search` (trees, rules, traces; its
 * schemas at `/search/options` and `/search/request`), `@rstar/core/grade`, `@rstar/core/verifier`, `@rstar/core/evolve` (recipes, data, records) and `@rstar/core/testing`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { PRESETS, solve } from "@rstar/core";
 * import { SUM_VERIFIER, SumPolicy } from "@rstar/core/testing";
 *
 * const ports = { policy: new SumPolicy(), verifier: SUM_VERIFIER };
 * const { answer } = await solve({ id: "1", question: "What is 10 + 4?" }, ports, { search: PRESETS.msft });
 * assert.equal(answer, "14");
 * ```
 *
 * @see arXiv 2501.04519
 * @module
 */

// The way in: one question, one answer.
export { solve, type SolveOptions } from "./solve.ts";

// Search: many problems answered at test time, or trees grown where the ground truth is known.
export {
  type DriverOptions,
  grow,
  type GrowOptions,
  type PresetName,
  PRESETS,
  search,
  type SearchEvent,
  type SearchOptions,
  type SearchPorts,
  type SearchResult,
} from "./search/mod.ts";

// Self-evolution: rounds of search and training.
export {
  type EvolutionRecipe,
  evolve,
  type EvolveEvent,
  type EvolveOptions,
  parseRecipe,
  type RoundManifest,
} from "./evolve/mod.ts";

// The models as ports, and the prompt that both read.
export type { Candidate, Policy, ProposeRequest } from "./policy.ts";
export type { Ppm } from "./ppm.ts";
export { CandidateText } from "./candidate_text.ts";
export { DEFAULT_TEMPLATE, isTemplate, type PromptSegment, promptSegments } from "./prompt_template.ts";

// The verifier, which runs each step in a sandbox.
export {
  type Observation,
  type OutputStyle,
  PythonVerifier,
  type PythonVerifierOptions,
  type Verifier,
  type VerifyOptions,
} from "./verifier/mod.ts";

// Grading against the ground truth.
export { boxedAnswer, grade, type GradeOptions, type Grader, graderWith } from "./grade/mod.ts";

// Problems, and the text of their solutions.
export { type LabelledProblem, type Problem, takeEvenly } from "./problem.ts";
export {
  ANSWER,
  CODE,
  END_OF_ANSWER,
  END_OF_CODE,
  END_OF_OUTPUT,
  END_OF_STEP,
  OUTPUT,
  type Prefix,
  STEP_STOPS,
  stepCode,
  type StepKind,
  stepKind,
} from "./trajectory.ts";

// Seeds that make every run repeatable.
export { seedOf, uniform } from "./random.ts";

// The errors that callers catch.
export { type ErrorCode, EXIT_CODES, PolicyError, RstarError, VerifierError } from "./errors.ts";
