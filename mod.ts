/**
 * rStar-Math as a library: a small language model proposes steps, a sandbox runs them, a search chooses the answer.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { openSolver } from "@rstar/rstar";
 *
 * await using solver = await openSolver();
 * const { answer } = await solver.solve("Solve 3*x + 5 = 20 for x.");
 * assert.equal(answer, "5");
 * ```
 *
 * @module
 */

// Solving with a model by name: it is opened with its verifier, and searched with as its folder says.
export { EMBEDDED_MODEL, openSolver, type Solver, type SolverOptions, type SolverSearchOptions } from "@rstar/solver";

// Searching on ports of one's own: one problem to its result, many problems as events, or with their ground truth.
export {
  type DriverOptions,
  grow,
  type GrowOptions,
  search,
  type SearchEvent,
  type SearchPorts,
  type SearchResult,
  solve,
  type SolveOptions,
} from "@rstar/core";
export type { SearchUsage } from "@rstar/core/search";

// What shapes a search and what ends it early.
export { type PresetName, PRESETS, type SearchOptions } from "@rstar/core";
export { agreement, type ChoiceRule, firstOf, type StopReason, type StopRule } from "@rstar/core/search";

// What a search leaves: trees of nodes, trajectories, the winning program as text, a trace that replays to the same trees.
export {
  type Choice,
  type Node,
  parseTrace,
  programText,
  replay,
  type ResultJson,
  resultJson,
  type TraceLine,
  traceOf,
  type Trajectory,
  Tree,
} from "@rstar/core/search";

// The ports, to be implemented by whoever has another policy, PPM or verifier, and what passes through them.
export type {
  Candidate,
  LabelledProblem,
  Observation,
  Policy,
  Ppm,
  Prefix,
  Problem,
  ProposeRequest,
  Verifier,
  VerifyOptions,
} from "@rstar/core";
export type { UnlabelledProblem } from "@rstar/core/search";

// The ports as they come with rstar: a GGUF model in llama.cpp, a server with OpenAI's API, sandboxed Python.
export { type OpenModel, openModel, type OpenModelOptions } from "@rstar/native";
export { OpenAiPolicy, type OpenAiPolicyOptions } from "@rstar/openai";
export { startVerifier, type VerifierStartOptions } from "@rstar/solver";

// Whether two answers are the same.
export { grade, type GradeOptions, type Grader, graderWith } from "@rstar/core";

// Growing models by search: rounds by a recipe, in a folder that they resume from.
export { type EvolutionRecipe, evolve, type EvolveEvent, type EvolveOptions, parseRecipe } from "@rstar/core";
export { type RoundModels, RunFolder, type SearchSession } from "@rstar/core/evolve";
export { PythonPrograms, type PythonProgramsOptions } from "@rstar/environment";
export { PYTHON_ROOT } from "@rstar/solver";
export { SqliteStore } from "@rstar/store";

// Errors, by `code`.
export { type ErrorCode, PolicyError, RstarError, VerifierError } from "@rstar/core";
