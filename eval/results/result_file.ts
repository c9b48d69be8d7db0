/**
 * Measurements on disk, from which an interrupted program resumes.
 *
 * @module
 */
import { readIfThere } from "@rstar/system";
import { parseJsonLines } from "./json_lines.ts";
import type { Origin } from "./origin.ts";

/** One row: the result of one measurement on one problem. */
type Line = Readonly<Record<string, unknown>> & {
  readonly measurement: string;
  readonly id: string;
  readonly origin?: Origin;
};

/**
 * The rows measured so far, in memory and, where there is a path, as JSON Lines: `{"measurement", "id", "origin", …}`. A later
 * row of the same measurement and problem replaces the earlier one. One process writes a file at a time.
 */
export class ResultFile {
  readonly #path: string | undefined;
  readonly #rows = new Map<string, Map<string, unknown>>();
  readonly #origins = new WeakMap<object, Origin>();

  private constructor(path: string | undefined, lines: readonly Line[]) {
    this.#path = path;
    for (const { measurement, id, origin, ...row } of lines) this.#keep(measurement, id, row, origin);
  }

  /**
   * Reads the file, which need not exist. An incomplete last line, left by a process that was killed, is removed from it.
   *
   * @param path default none: rows are kept in memory alone
   *
   * @throws {RstarError} `bad_request`: a line is no JSON
   */
  static async open(path?: string): Promise<ResultFile> {
    const text = path === undefined ? null : await readIfThere(path);
    if (path === undefined || text === null) return new ResultFile(path, []);
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    const lines = parseJsonLines<Line>(whole, path);
    if (whole.length < text.length) await Deno.writeTextFile(path, whole);
    return new ResultFile(path, lines);
  }

  /** The names of all measurements that have rows. */
  get measurements(): string[] {
    return [...this.#rows.keys()];
  }

  /** The rows of a measurement, by the problem's id; empty where there are none. */
  rows<Row>(measurement: string): ReadonlyMap<string, Row> {
    return this.#of(measurement) as ReadonlyMap<string, Row>;
  }

  /** What a row comes from; none where that was not kept. */
  origin(row: object): Origin | undefined {
    return this.#origins.get(row);
  }

  /** Adds a row and what it comes from. It is in the file when this returns. */
  append(measurement: string, id: string, row: object, origin?: Origin): void {
    if (this.#path !== undefined) {
      Deno.writeTextFileSync(this.#path, `${JSON.stringify({ measurement, id, origin, ...row })}\n`, { append: true });
    }
    this.#keep(measurement, id, row, origin);
  }

  #keep(measurement: string, id: string, row: object, origin?: Origin): void {
    this.#of(measurement).set(id, row);
    if (origin) this.#origins.set(row, origin);
  }

  #of(measurement: string): Map<string, unknown> {
    const rows = this.#rows.get(measurement) ?? new Map<string, unknown>();
    this.#rows.set(measurement, rows);
    return rows;
  }
}
