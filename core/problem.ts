/** A problem to solve. It has no answer: test-time search takes this type, so the ground truth cannot reach it. */
export interface Problem {
  /** Names the problem within a run. */
  readonly id: string;
  /** The question in words. */
  readonly question: string;
}

/** A problem whose answer is known: for growing data and for grading, never for search at test time. */
export interface LabelledProblem extends Problem {
  /** The ground truth, as text. */
  readonly answer: string;
}

/** `count` of the items at equal distances, so that each part of them keeps its share; all where there are no more. */
export function takeEvenly<T>(items: readonly T[], count: number): T[] {
  if (count >= items.length) return [...items];
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]);
}
