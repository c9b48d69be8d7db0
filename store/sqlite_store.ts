/**
 * The store of a run in one SQLite file: the journals of its rounds, what they were begun with, and the machine time of their
 * stages.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import type { RunStore } from "@rstar/core/evolve";
import type { Journal, TraceLine } from "@rstar/core/search";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { openDatabase } from "./open_database.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS tree (
    round INTEGER NOT NULL, problem TEXT NOT NULL, tree INTEGER NOT NULL,
    question TEXT NOT NULL, init TEXT NOT NULL,
    PRIMARY KEY (round, problem, tree)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS tell (
    round INTEGER NOT NULL, problem TEXT NOT NULL, tree INTEGER NOT NULL,
    number INTEGER NOT NULL, path TEXT NOT NULL, expansion TEXT NOT NULL,
    PRIMARY KEY (round, problem, tree, number),
    UNIQUE (round, problem, tree, path),
    FOREIGN KEY (round, problem, tree) REFERENCES tree
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS plan (round INTEGER PRIMARY KEY, plan TEXT NOT NULL, begun TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS time (
    round INTEGER NOT NULL, stage TEXT NOT NULL, seconds REAL NOT NULL,
    PRIMARY KEY (round, stage)
  ) STRICT, WITHOUT ROWID;
`;
const STATEMENTS = {
  insertTree: "INSERT INTO tree VALUES (?, ?, ?, ?, ?)",
  insertTell:
    "INSERT INTO tell SELECT ?1, ?2, ?3, count(*), ?4, ?5 FROM tell WHERE round = ?1 AND problem = ?2 AND tree = ?3",
  selectTrees: "SELECT * FROM tree WHERE round = ? AND problem = ? ORDER BY tree",
  selectTells: "SELECT expansion FROM tell WHERE round = ? AND problem = ? AND tree = ? ORDER BY number",
};
const SQLITE_CONSTRAINT = 19;
/** An extended result code holds the primary one in its low byte. */
const PRIMARY_CODE = 0xff;

/** {@linkcode RunStore} in one SQLite file. */
export class SqliteStore implements RunStore {
  readonly #database: DatabaseSync;
  readonly #statements: Readonly<Record<keyof typeof STATEMENTS, StatementSync>>;

  /**
   * Opens the file at `path`, and makes it where there is none.
   *
   * @throws {RstarError} `bad_request` when another process holds it, or it is no such store
   */
  constructor(path: string) {
    const busy = "another process works on this run";
    const options = { schema: SCHEMA, statements: STATEMENTS, synchronous: "FULL", busy } as const;
    const { database, statements } = openDatabase(path, options);
    this.#database = database;
    this.#statements = statements;
  }

  /** See {@linkcode RunStore.journal}. */
  journal(round: number): Journal {
    return {
      read: (problem) => [...this.#lines(round, problem)],
      append: (line) => this.#append(round, line),
    };
  }

  /** See {@linkcode RunStore.begin}. */
  begin(round: number, plan: unknown): string {
    const text = JSON.stringify(plan);
    this.#database.prepare(`
      INSERT INTO plan VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET plan = excluded.plan
      WHERE NOT EXISTS (SELECT 1 FROM tree WHERE round = ?1)
    `).run(round, text, new Date().toISOString());
    const row = this.#database.prepare("SELECT plan, begun FROM plan WHERE round = ?").get(round);
    if (row?.plan !== text) {
      const reason = "its recipe, problems, limit or bootstrap model have changed since it was begun";
      throw new RstarError("bad_request", `Cannot go on with round ${round} as ${reason}: begin another --run`);
    }
    return String(row.begun);
  }

  /** See {@linkcode RunStore.addSeconds}. */
  addSeconds(round: number, stage: string, seconds: number): void {
    this.#database.prepare(`
      INSERT INTO time VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET seconds = seconds + excluded.seconds
    `).run(round, stage, seconds);
  }

  /** See {@linkcode RunStore.seconds}. */
  seconds(round: number): Record<string, number> {
    const rows = this.#database.prepare("SELECT stage, seconds FROM time WHERE round = ? ORDER BY stage").all(round);
    return Object.fromEntries(rows.map(({ stage, seconds }) => [String(stage), Number(seconds)]));
  }

  /** Closes the file, for the next process to open. */
  [Symbol.dispose](): void {
    this.#database.close();
  }

  *#lines(round: number, id: string): Generator<TraceLine> {
    for (const { tree: index, question, init } of this.#statements.selectTrees.all(round, id)) {
      const tree = Number(index);
      yield { type: "tree", problem: { id, question: String(question) }, tree, init: JSON.parse(String(init)) };
      for (const { expansion } of this.#statements.selectTells.all(round, id, tree)) {
        yield { type: "tell", problem: id, tree, expansion: JSON.parse(String(expansion)) };
      }
    }
  }

  #append(round: number, line: TraceLine): void {
    try {
      if (line.type === "tree") {
        const { problem, tree, init } = line;
        this.#statements.insertTree.run(round, problem.id, tree, problem.question, JSON.stringify(init));
      } else {
        const { problem, tree, expansion } = line;
        this.#statements.insertTell.run(round, problem, tree, expansion.path, JSON.stringify(expansion));
      }
    } catch (cause) {
      if ((resultCode(cause) & PRIMARY_CODE) !== SQLITE_CONSTRAINT) throw cause;
      const what = line.type === "tree" ? "it" : `the expansion of node "${line.expansion.path}"`;
      const message = `Cannot record tree ${line.tree} as ${what} was recorded before, or its tree was not`;
      throw new RangeError(message, { cause });
    }
  }
}

/** SQLite's result code, primary or extended; 0 for other errors. */
function resultCode(error: unknown): number {
  return (error as { errcode?: number }).errcode ?? 0;
}
