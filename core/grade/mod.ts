/**
 * Grading: whether an answer equals the ground truth.
 *
 * Normalisation decides what is certain; only the rest runs in the verifier's sandbox, so that most answers cost no process.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { boxedAnswer, grade } from "@rstar/core/grade";
 *
 * const verifier = {
 *   run: () => Promise.reject(new Error("normalisation decides these")),
 *   async [Symbol.asyncDispose]() {},
 * };
 * assert.equal(boxedAnswer("So it is \\boxed{0.5}."), "0.5");
 * assert.equal(await grade("So it is \\boxed{0.5}.", "\\frac{1}{2}", { verifier }), true);
 * assert.equal(await grade("12 cm", "13", { verifier }), false);
 * ```
 *
 * @see rStar-Math Appendix A.1
 * @module
 */

// Two answers compared: by normalisation where that is certain, else by SymPy in the sandbox.
export { grade, gradeAll, type GradeOptions, type Grader, graderWith, type Pair } from "./grade.ts";

// The answer in a text, and its normal spelling.
export { boxedAnswer } from "./extract.ts";
export { normalizeAnswer } from "./normalize.ts";

// A key that counts equal answers as votes.
export { answerKey } from "./answer_key.ts";
