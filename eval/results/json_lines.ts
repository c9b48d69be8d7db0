/**
 * JSON Lines as rows.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import { readIfThere } from "@rstar/system";

/**
 * The rows of a file of JSON Lines, not checked against `Row`.
 *
 * @throws {RstarError} `bad_request`: there is no such file, or a line is no JSON
 */
export async function readJsonLines<Row>(path: string): Promise<Row[]> {
  const text = await readIfThere(path);
  if (text === null) throw new RstarError("bad_request", `Cannot read ${path} as there is no such file`);
  return parseJsonLines(text, path);
}

/**
 * The rows of a text of JSON Lines, not checked against `Row`; empty lines are skipped.
 *
 * @param name of the text, for the error
 * @throws {RstarError} `bad_request`: a line is no JSON
 */
export function parseJsonLines<Row>(text: string, name: string): Row[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    try {
      return [JSON.parse(line) as Row];
    } catch (cause) {
      const reason = (cause as Error).message;
      throw new RstarError("bad_request", `Cannot read line ${index + 1} of ${name} as JSON: ${reason}`, { cause });
    }
  });
}
