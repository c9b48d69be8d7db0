/**
 * An answer as text for people, for LaTeX and for Python.
 *
 * @module
 */

/** The same answer in three notations. What is no maths is the same in all of them. */
export interface AnswerForms {
  /** For people: `Yes`, `x = 3`, `2*x^2`. */
  readonly plain: string;
  /** LaTeX without delimiters. */
  readonly latex: string;
  /** SymPy's notation: `True`, `2*x**2`. */
  readonly python: string;
}

/** The forms of an answer. */
export function answerForms(answer: string): Promise<AnswerForms> {
  return Promise.resolve({ plain: answer, latex: answer, python: answer });
}
