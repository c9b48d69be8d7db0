/**
 * Opening all that a search needs in one call: a model in its engine, the verifier in its Python environment.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { openSolver } from "@rstar/solver";
 *
 * await using solver = await openSolver({ questions: 1 });
 * const { answer, usage } = await solver.solve("What is 15% of 80?", { rollouts: 4 });
 * assert.equal(answer, "12");
 * assert.ok(usage.rollouts <= 4);
 * ```
 *
 * @module
 */

// A model and a verifier, and the search made for that model.
export { openSolver, type Solver, type SolverOptions, type SolverSearchOptions } from "./open_solver.ts";

// The same pieces for those who compose them in another way.
export { MAX_CONCURRENCY } from "./open_solver.ts";
export { startVerifier, type VerifierStartOptions } from "./start_verifier.ts";

// Where the files lie that come with the source.
export { EMBEDDED_MODEL, GRADER_FOLDERS, PYTHON_ROOT, VERIFIER_REQUIREMENTS } from "./source_files.ts";
