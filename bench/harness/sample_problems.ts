/**
 * Questions for measurements of speed: all of one kind that the embedded model knows, all different.
 *
 * @module
 */
import type { Problem } from "@rstar/core";

/** The n-th question, from 0. */
export function sampleQuestion(n: number): string {
  return `Let u = ${n % 17} + ${n}. Suppose 3*x - u = ${n % 5}. What is the remainder when ${n + 40} is divided by 7?`;
}

/** The first `count` questions, each with its number as id. */
export function sampleProblems(count: number): Problem[] {
  return Array.from({ length: count }, (_, n) => ({ id: `${n}`, question: sampleQuestion(n) }));
}
