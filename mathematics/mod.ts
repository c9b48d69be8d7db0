/**
 * What is specific to the Mathematics Dataset (Saxton et al. 2019, arXiv 1904.01557), whose questions the embedded model
 * was trained on: its question sets, and which of its answers a program can guess.
 *
 * A question such as "Is k prime?" has two answers, so a program that skips half of the definitions is often right.
 * Self-evolution can leave such trajectories out of its training data:
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { definesAll, isGuessable } from "@rstar/mathematics";
 *
 * const question = "Let z = 10 - -1. Let k be z**2 - 5. Is k a prime number?";
 * assert.ok(isGuessable(question, "False"));
 * assert.ok(definesAll(question, "z = 11\nk = z**2 - 5\nprint(isprime(k))"));
 * assert.ok(!definesAll(question, "z = 11\nprint(isprime(z))")); // k has no value
 * ```
 *
 * @module
 */

// Lucky guesses: answers of which there are few, reached by a program that did not compute all that the question defines.
export { definesAll, isGuessable, isLuckyGuess } from "./lucky_guess.ts";

// Question sets: the benchmarks `mathematics:interpolate`, `mathematics:extrapolate` and `mathematics:deep`.
export { isQuestionSet, QUESTION_SETS, type QuestionSet, questionSetFile } from "./question_sets.ts";
