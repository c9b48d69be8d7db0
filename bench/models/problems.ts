/**
 * Problems with their answers from JSON Lines of `{id, problem or question, answer}`.
 *
 * @module
 */
import type { LabelledProblem } from "@rstar/core";
import { readJsonLines } from "@rstar/eval/results";

interface Row {
  readonly id?: string | number;
  readonly problem?: string;
  readonly question?: string;
  readonly answer: string | number;
}

/**
 * Reads all problems of a file; one without an id has its line's number.
 *
 * @throws {RstarError} `bad_request` where the file cannot be read
 */
export async function readProblems(path: string): Promise<LabelledProblem[]> {
  const rows = await readJsonLines<Row>(path);
  return rows.map(({ id, problem, question, answer }, index) => ({
    id: `${id ?? index + 1}`,
    question: problem ?? question ?? "",
    answer: `${answer}`,
  }));
}
