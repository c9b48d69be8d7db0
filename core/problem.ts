/**
 * A problem, with and without its ground truth.
 *
 * @module
 */

/** A problem to solve. It has no answer: test-time search takes this type, so the ground truth cannot reach it. */
export interface Problem {
  /** Unique within a run. */
  readonly id: string;
  /** The question in words; untrusted, so it never becomes a control token. */
  readonly question: string;
}

/** A problem whose answer is known: for growing data and for grading, never for search at test time. */
export interface LabelledProblem extends Problem {
  /** The ground truth, as LaTeX or plain text. */
  readonly answer: string;
}

/** `count` of the items at equal distances, so that each level keeps its share; all of them where there are no more. */
export function takeEvenly<T>(items: readonly T[], count: number): T[] {
  if (count >= items.length) return [...items];
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]);
}
