/**
 * Question sets of the Mathematics Dataset that come with this package, as JSON Lines.
 *
 * `interpolate` and `extrapolate`: questions as in the dataset's test files of the same names, of at most 160 characters.
 * `deep`: chains of three to five definitions. Each row is `{"id", "question", "answer", "level", "subject"}`, where the
 * level counts definitions (`3 definitions`) and the subject is the first word of the dataset's module (`algebra`).
 *
 * @module
 * @see Saxton et al. 2019, Analysing Mathematical Reasoning Abilities of Neural Models (arXiv 1904.01557)
 */
import { fileURLToPath } from "node:url";

/** The names of all sets. */
export const QUESTION_SETS = ["interpolate", "extrapolate", "deep"] as const;

/** The name of one set. */
export type QuestionSet = typeof QUESTION_SETS[number];

/** Whether there is a set of that name. */
export function isQuestionSet(name: string): name is QuestionSet {
  return (QUESTION_SETS as readonly string[]).includes(name);
}

/** The path of a set's file. */
export function questionSetFile(name: QuestionSet): string {
  return fileURLToPath(new URL(`./questions/${name}.jsonl`, import.meta.url));
}
