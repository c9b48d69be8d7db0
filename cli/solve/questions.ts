import { RstarError } from "@rstar/core";
import type { EvalProblem } from "@rstar/eval";
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

/** Reads a file of problems, each a question with its `answer`. See {@linkcode readQuestions} and {@linkcode parseProblems}. */
export async function readProblems(path: string): Promise<EvalProblem[]> {
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

/**
 * The problems of a text: as {@linkcode parseQuestions}, and each row has an `answer`. A `level` may be text or a number; a
 * `subject` is text.
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
