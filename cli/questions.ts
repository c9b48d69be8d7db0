import { RstarError, type SearchProblem } from "@rstar/core";
import { parse } from "csv-parse/sync";

/** A question as it was read. */
export interface Question {
  /** The line's own id, else its number from 1. */
  readonly id: string;
  /** The problem in words. */
  readonly question: string;
}

const COLUMNS = ["question", "problem"];

/** Reads a file of questions: JSON Lines, or CSV with a header where the name ends in `.csv`; `-` is JSON Lines on stdin. */
export async function readQuestions(path: string): Promise<Question[]> {
  return parseQuestions(await readInput(path), path);
}

/** Reads a file of problems, each a question with its `answer` and perhaps its `level`. See {@linkcode readQuestions}. */
export async function readProblems(path: string): Promise<SearchProblem[]> {
  return parseProblems(await readInput(path), path);
}

/**
 * The questions of a text: each row has `question` (or `problem`) and perhaps `id`; other columns are left aside.
 *
 * @param name tells the format by its ending, and stands in errors
 * @throws {RstarError} `bad_request`, with the line's number
 */
export function parseQuestions(text: string, name: string): Question[] {
  return parseRows(text, name).map(({ id, question }) => ({ id, question }));
}

/** The problems of a text: as {@linkcode parseQuestions}, and each row has an `answer`. A `level` may be text or a number. */
export function parseProblems(text: string, name: string): SearchProblem[] {
  return parseRows(text, name).map(({ id, question, line, row: { answer, level } }) => {
    const isAnswer = typeof answer === "number" || (typeof answer === "string" && answer.trim() !== "");
    if (!isAnswer) throw badInput(`Cannot use line ${line} of ${name} as it has no text in "answer"`);
    const isLevel = typeof level === "number" || (typeof level === "string" && level !== "");
    return { id, question, answer: String(answer), ...(isLevel && { level: String(level) }) };
  });
}

async function readInput(path: string): Promise<string> {
  try {
    return path === "-" ? await new Response(Deno.stdin.readable).text() : await Deno.readTextFile(path);
  } catch (cause) {
    const reason = (cause as Error).message.replace(/ \(os error.*/, "");
    throw badInput(`Cannot read the questions in ${path}: ${reason}`, cause);
  }
}

function parseRows(text: string, name: string): (Question & Row)[] {
  const rows = name.toLowerCase().endsWith(".csv") ? csvRows(text, name) : jsonRows(text, name);
  const questions = rows.map(({ line, row }) => {
    const question = COLUMNS.map((column) => row[column]).find((value) => value !== undefined);
    if (typeof question !== "string" || question.trim() === "") {
      throw badInput(`Cannot use line ${line} of ${name} as it has no text in "question" or "problem"`);
    }
    return { id: row.id === undefined || row.id === "" ? String(line) : String(row.id), question, line, row };
  });
  if (questions.length === 0) throw badInput(`Cannot use ${name} as it holds no questions`);
  const ids = new Set<string>();
  for (const { id } of questions) {
    if (ids.has(id)) throw badInput(`Cannot use ${name} as two questions have the id ${id}`);
    ids.add(id);
  }
  return questions;
}

interface Row {
  readonly line: number;
  readonly row: Readonly<Record<string, unknown>>;
}

function jsonRows(text: string, name: string): Row[] {
  return text.replace(/^\uFEFF/, "").split("\n").flatMap((content, index) => {
    if (content.trim() === "") return [];
    const line = index + 1;
    let row: unknown;
    try {
      row = JSON.parse(content);
    } catch (cause) {
      throw badInput(`Cannot read line ${line} of ${name} as JSON: ${(cause as Error).message}`, cause);
    }
    if (typeof row === "string") return [{ line, row: { question: row } }];
    if (typeof row !== "object" || row === null || Array.isArray(row)) {
      throw badInput(`Cannot use line ${line} of ${name} as it is no JSON object`);
    }
    return [{ line, row: row as Record<string, unknown> }];
  });
}

function csvRows(text: string, name: string): Row[] {
  try {
    const rows = parse(text, {
      bom: true,
      columns: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as {
      record: Record<string, string>;
      info: { lines: number };
    }[];
    return rows.map(({ record, info }) => ({ line: info.lines, row: record }));
  } catch (cause) {
    throw badInput(`Cannot read ${name} as CSV: ${(cause as Error).message}`, cause);
  }
}

function badInput(message: string, cause?: unknown): RstarError {
  return new RstarError("bad_request", message, { cause });
}
