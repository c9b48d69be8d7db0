/**
 * Files of questions, with or without answers: JSON Lines, a JSON array, or CSV.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import type { EvalProblem } from "@rstar/eval";
import { parse } from "csv-parse/sync";

/** A row of a file of questions. */
export interface Question {
  /** The row's own id, else its line's number from 1 (in a JSON array its place); unique in the file. */
  readonly id: string;
  /** The problem in words. */
  readonly question: string;
}

const COLUMNS = ["question", "problem"];

/**
 * Reads a file of questions; see {@linkcode parseQuestions} for its form.
 *
 * @param path `-` is stdin
 * @throws {RstarError} `bad_request` where it cannot be read, with the line that is wrong
 */
export async function readQuestions(path: string): Promise<Question[]> {
  return parseQuestions(await readInput(path), path);
}

/**
 * Reads a file of problems; see {@linkcode parseProblems} for its form.
 *
 * @param path `-` is stdin
 * @throws {RstarError} `bad_request` where it cannot be read, with the line that is wrong
 */
export async function readProblems(path: string): Promise<EvalProblem[]> {
  return parseProblems(await readInput(path), path);
}

/**
 * The questions of a text. Each row has `question` (or `problem`) and perhaps `id`; other columns are ignored. A row of
 * JSON may also be a string, the question.
 *
 * @param name quoted in errors; one that ends in `.csv` means CSV with a header, any other JSON Lines or a JSON array
 * @throws {RstarError} `bad_request`: a row has no question, two have one id, or there are no rows
 */
export function parseQuestions(text: string, name: string): Question[] {
  return parseRows(text, name).map(({ id, question }) => ({ id, question }));
}

/**
 * The problems of a text: rows as for {@linkcode parseQuestions}, each with an `answer`, text or a number. A row may
 * have a `level`, text or a number, and a `subject`, text.
 *
 * @throws {RstarError} `bad_request`, also where a row has no answer
 */
export function parseProblems(text: string, name: string): EvalProblem[] {
  return parseRows(text, name).map(({ id, question, line, row: { answer, level, subject } }) => {
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

/** JSON Lines, or one JSON array. */
function jsonRows(text: string, name: string): Row[] {
  const bare = text.replace(/^\uFEFF/, "");
  if (/^\s*\[/.test(bare)) {
    const rows = parsedJson(bare, name) as unknown[];
    return rows.map((row, index) => jsonRow(row, index + 1, name));
  }
  return bare.split("\n").flatMap((content, index) =>
    content.trim() === "" ? [] : [jsonRow(parsedJson(content, `line ${index + 1} of ${name}`), index + 1, name)]
  );
}

function parsedJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badInput(`Cannot read ${where} as JSON: ${(cause as Error).message}`, cause);
  }
}

function jsonRow(row: unknown, line: number, name: string): Row {
  if (typeof row === "string") return { line, row: { question: row } };
  if (typeof row === "object" && row !== null && !Array.isArray(row)) {
    return { line, row: row as Record<string, unknown> };
  }
  throw badInput(`Cannot use line ${line} of ${name} as it is no JSON object`);
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
