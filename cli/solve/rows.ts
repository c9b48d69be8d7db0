/**
 * The rows of a file of questions: JSON Lines, a JSON array, CSV, or plain text with a question a line.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import { decodeText, parseJson, systemReason, TextError } from "@rstar/system";
import { parse } from "csv-parse/sync";

/** The columns that may hold the question, the first that has a text counts. */
export const COLUMNS: readonly string[] = ["question", "problem"];

/** A row as the file has it. */
export interface Row {
  /** Its line, from 1; in a JSON array its place. */
  readonly line: number;
  /** Its fields. Numbers that JavaScript would change are strings. */
  readonly row: Readonly<Record<string, unknown>>;
}

/** How messages call a file: `-` is stdin. */
export function nameOf(path: string): string {
  return path === "-" ? "stdin" : path;
}

/**
 * The text of a file.
 *
 * @param path `-` is stdin
 * @throws {RstarError} `bad_request` where it cannot be read, or is no text
 */
export async function readInput(path: string): Promise<string> {
  try {
    const bytes = path === "-" ? await new Response(Deno.stdin.readable).bytes() : await Deno.readFile(path);
    return decodeText(bytes, nameOf(path));
  } catch (cause) {
    if (cause instanceof TextError) throw badInput(cause.message, cause);
    const reason = systemReason(cause) ?? (cause as Error).message;
    throw badInput(`Cannot read the questions in ${nameOf(path)}: ${reason}`, cause);
  }
}

/**
 * The rows of a text. What a file's name does not say is told by how the text begins. Lines that are empty are no rows.
 *
 * @param name of the file; ends in `.csv`: CSV with a header; in `.json` or `.jsonl`: JSON Lines or a JSON array; in `.txt`: plain text
 * @throws {RstarError} `bad_request`: it is not in that format
 */
export function parseRows(text: string, name: string): Row[] {
  const bare = text.replace(/^\uFEFF/, "");
  const format = /\.(csv|jsonl?|txt)$/i.exec(name)?.[1].toLowerCase() ?? formatOf(bare);
  if (format === "csv") return csvRows(bare, name);
  return format === "txt" ? textRows(bare) : jsonRows(bare, name);
}

/** A question may begin with a bracket or a quotation mark too. */
function formatOf(text: string): "csv" | "json" | "txt" {
  const header = text.trimStart().split("\n")[0].split(",").map((column) => column.trim().replace(/^"(.*)"$/, "$1"));
  if (COLUMNS.some((column) => header.includes(column))) return "csv";
  return /^\s*(\{\s*["}]|\[\s*[{"\]]|".*"\s*$)/m.exec(text)?.index === 0 ? "json" : "txt";
}

function textRows(text: string): Row[] {
  return text.split("\n").flatMap((line, index) => {
    const question = line.trim();
    return question === "" ? [] : [{ line: index + 1, row: { question } }];
  });
}

function jsonRows(text: string, name: string): Row[] {
  if (/^\s*\[/.test(text)) {
    const rows = parsedJson(text, name) as unknown[];
    return rows.map((row, index) => jsonRow(row, index + 1, name));
  }
  return text.split("\n").flatMap((content, index) =>
    content.trim() === "" ? [] : [jsonRow(parsedJson(content, `line ${index + 1} of ${name}`), index + 1, name)]
  );
}

function parsedJson(text: string, where: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    throw badInput(`Cannot read ${where} as JSON: ${(cause as Error).message}`, cause);
  }
}

function jsonRow(row: unknown, line: number, name: string): Row {
  if (typeof row === "string") return { line, row: { question: row } };
  if (row === null) return { line, row: {} };
  if (typeof row === "object" && !Array.isArray(row)) {
    return { line, row: row as Record<string, unknown> };
  }
  throw badInput(`Cannot use line ${line} of ${name} as it is no JSON object`);
}

function csvRows(text: string, name: string): Row[] {
  try {
    const rows = parse(text, {
      columns: uniqueColumns,
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

/** The header as it is. Columns without a name, as spreadsheets leave at the end, are dropped. */
function uniqueColumns(header: readonly string[]): (string | false)[] {
  const repeated = header.find((column, index) => column !== "" && header.indexOf(column) < index);
  if (repeated !== undefined) throw new Error(`two columns are called ${repeated}`);
  return header.map((column) => column === "" ? false : column);
}

/** A wrong file. */
export function badInput(message: string, cause?: unknown): RstarError {
  return new RstarError("bad_request", message, { cause });
}
