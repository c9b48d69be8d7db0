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
