/**
 * Questions, with or without answers, from the rows of a file.
 *
 * @module
 */
import type { RstarError } from "@rstar/core";
import type { EvalProblem } from "@rstar/eval";
import { badInput, COLUMNS, nameOf, parseRows, readInput, type Row } from "./rows.ts";

/** A row of a file of questions. */
export interface Question {
  /** The row's own id, else its line's number from 1 (in a JSON array its place); unique in the file. */
  readonly id: string;
  /** The problem in words; empty where the row has none. */
  readonly question: string;
  /** Why the row cannot be used. Default: it can. */
  readonly error?: RstarError;
}

/**
 * Reads a file of questions; see {@linkcode parseQuestions} for its form.
 *
 * @param path `-` is stdin
 * @throws {RstarError} `bad_request` where it cannot be read, with the line that is wrong
 */
export async function readQuestions(path: string): Promise<Question[]> {
  return parseQuestions(await readInput(path), nameOf(path));
}

/**
 * Reads a file of problems; see {@linkcode parseProblems} for its form.
 *
 * @param path `-` is stdin
 * @throws {RstarError} `bad_request` where it cannot be read, with the line that is wrong
 */
export async function readProblems(path: string): Promise<EvalProblem[]> {
  return parseProblems(await readInput(path), nameOf(path));
}

/**
 * The questions of a text. Each row has `question` (or `problem`) and perhaps `id`; other columns are ignored. A row of
 * JSON may also be a string, the question; of plain text each line is one. A row without a question costs that row alone.
 *
 * @param name quoted in errors; its ending says what the text is: `.csv` with a header, `.jsonl` or `.json`, `.txt`. Without
 * one of these it is JSON where it begins so, else plain text
 * @throws {RstarError} `bad_request`: the text is in another format, no row has a question, or two have one id
 */
export function parseQuestions(text: string, name: string): Question[] {
  const questions = identified(parseRows(text, name), name);
  const [first] = questions;
  if (first?.error && questions.every(({ error }) => error)) throw first.error;
  return questions.map(({ id, question, error }) => ({ id, question, ...(error && { error }) }));
}

/**
 * The problems of a text: rows as for {@linkcode parseQuestions}, each with an `answer`, text or a number. A row may
 * have a `level`, text or a number, and a `subject`, text.
 *
 * @throws {RstarError} `bad_request`, also where a row has no question or no answer
 */
export function parseProblems(text: string, name: string): EvalProblem[] {
  return identified(parseRows(text, name), name).map(({ id, question, error, line, row }) => {
    if (error) throw error;
    const { answer, level, subject } = row;
    const isAnswer = typeof answer === "number" || (typeof answer === "string" && answer.trim() !== "");
    if (!isAnswer) throw badInput(`Cannot use line ${line} of ${name} as it has no text in "answer"`);
    const isLevel = typeof level === "number" || (typeof level === "string" && level !== "");
    const isSubject = typeof subject === "string" && subject !== "";
    return {
      id,
      question,
      answer: String(answer),
      ...(isLevel && { level: String(level) }),
      ...(isSubject && { subject }),
    };
  });
}

/** The rows, each with an id of its own and its question, or why it has none. */
function identified(rows: readonly Row[], name: string): (Question & Row)[] {
  if (rows.length === 0) throw badInput(`Cannot use ${name} as it holds no questions`);
  const own = new Set<string>();
  for (const { row } of rows) {
    const id = ownId(row);
    if (id === undefined) continue;
    if (own.has(id)) throw badInput(`Cannot use ${name} as two questions have the id ${id}`);
    own.add(id);
  }
  return rows.map(({ line, row }) => {
    const id = ownId(row) ?? (own.has(String(line)) ? `line-${line}` : String(line));
    const question = COLUMNS.map((column) => row[column]).find((text) =>
      typeof text === "string" && text.trim() !== ""
    );
    if (typeof question === "string") return { id, question, line, row };
    const error = badInput(`Cannot use line ${line} of ${name} as it has no text in "question" or "problem"`);
    return { id, question: "", error, line, row };
  });
}

function ownId({ id }: Row["row"]): string | undefined {
  if (id === undefined || id === null || id === "") return undefined;
  return typeof id === "object" ? JSON.stringify(id) : String(id);
}
