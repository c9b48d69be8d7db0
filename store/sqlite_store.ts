/**
 * The store of a run in one SQLite file: the journals of its rounds, what they were begun with, and the machine time of their
 * stages.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import type { RunStore } from "@rstar/core/evolve";
import { isTraceLine, type Journal, type TraceLine } from "@rstar/core/search";
import { type OpenDatabase, openDatabase, resultCode } from "./open_database.ts";

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
  insertPlan: `
    INSERT INTO plan VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET plan = excluded.plan
    WHERE NOT EXISTS (SELECT 1 FROM tree WHERE round = ?1)`,
  selectPlan: "SELECT plan, begun FROM plan WHERE round = ?",
  insertTime: "INSERT INTO time VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET seconds = seconds + excluded.seconds",
  selectTimes: "SELECT stage, seconds FROM time WHERE round = ? ORDER BY stage",
};
const SQLITE_CONSTRAINT = 19;

/** {@linkcode RunStore} in one SQLite file. */
export class SqliteStore implements RunStore {
  readonly #path: string;
  readonly #database: OpenDatabase<keyof typeof STATEMENTS>;

  /**
   * Opens the file at `path`, and makes it where there is none.
   *
   * @throws {RstarError} `bad_request` when another process holds it, or it is no such store
   */
  constructor(path: string) {
    const busy = "another process works on this run";
    const options = { schema: SCHEMA, statements: STATEMENTS, synchronous: "FULL", busy } as const;
    this.#path = path;
    this.#database = openDatabase(path, options);
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
    const { insertPlan, selectPlan } = this.#database.statements;
    insertPlan.run(round, text, new Date().toISOString());
    const row = selectPlan.get(round);
    if (row?.plan !== text) {
      const reason = "its recipe, problems, limit or bootstrap model have changed since it was begun";
      throw new RstarError("bad_request", `Cannot go on with round ${round} as ${reason}: begin another --run`);
    }
    return String(row.begun);
  }

  /** See {@linkcode RunStore.addSeconds}. */
  addSeconds(round: number, stage: string, seconds: number): void {
    this.#database.statements.insertTime.run(round, stage, seconds);
  }

  /** See {@linkcode RunStore.seconds}. */
  seconds(round: number): Record<string, number> {
    const rows = this.#database.statements.selectTimes.all(round);
    return Object.fromEntries(rows.map(({ stage, seconds }) => [String(stage), Number(seconds)]));
  }

  /** Closes the file, for the next process to open. */
  [Symbol.dispose](): void {
    this.#database[Symbol.dispose]();
  }

  *#lines(round: number, id: string): Generator<TraceLine> {
    const { selectTrees, selectTells } = this.#database.statements;
    for (const { tree: index, question, init } of selectTrees.all(round, id)) {
      const tree = Number(index);
      yield this.#line(
        id,
        () => ({ type: "tree", problem: { id, question: String(question) }, tree, init: parsed(init) }),
      );
      for (const { expansion } of selectTells.all(round, id, tree)) {
        yield this.#line(id, () => ({ type: "tell", problem: id, tree, expansion: parsed(expansion) }));
      }
    }
  }

  /** @throws {RstarError} `storage_failed` where a row is damaged: without it the tree would be another one */
  #line(problem: string, read: () => unknown): TraceLine {
    let line: unknown, cause: unknown;
    try {
      line = read();
    } catch (error) {
      cause = error;
    }
    if (isTraceLine(line)) return line;
    const message = `Cannot read a tree of problem ${problem} in ${this.#path} as its row is damaged`;
    throw new RstarError("storage_failed", message, { cause });
  }

  #append(round: number, line: TraceLine): void {
    const { insertTree, insertTell } = this.#database.statements;
    try {
      if (line.type === "tree") {
        const { problem, tree, init } = line;
        insertTree.run(round, problem.id, tree, problem.question, JSON.stringify(init));
      } else {
        const { problem, tree, expansion } = line;
        insertTell.run(round, problem, tree, expansion.path, JSON.stringify(expansion));
      }
    } catch (cause) {
      if (resultCode(cause) !== SQLITE_CONSTRAINT) throw cause;
      const what = line.type === "tree" ? "it" : `the expansion of node "${line.expansion.path}"`;
      const message = `Cannot record tree ${line.tree} as ${what} was recorded before, or its tree was not`;
      throw new RangeError(message, { cause });
    }
  }
}

function parsed(text: unknown): unknown {
  return JSON.parse(String(text));
}
