/**
 * What every {@linkcode Journal} and {@linkcode RunStore} must do; an implementation passes by a few lines:
 * `storeConformance({ name, open })`.
 *
 * Not covered: what survives a power failure, and a second process in place of a second opening.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { RunStore } from "../evolve/run/run_store.ts";
import type { Journal } from "../search/journal.ts";
import { answer, code, end, play, small } from "../search/testing/scripted_steps.ts";
import { replay, type TraceLine } from "../search/trace.ts";
import { Tree, type TreeInit } from "../search/tree.ts";

/** Options of {@linkcode storeConformance}. */
export interface StoreConformanceOptions {
  /** The class, which the names of the tests begin with. */
  readonly name: string;
  /** Opens the store kept at `path`, in a folder that exists; an empty one where there is none yet. */
  readonly open: (path: string) => RunStore;
}

const INIT: TreeInit = { question: "q", options: small(), reward: "self-consistency", seed: 3 };
const SCRIPT = { "": [code("a"), end("b")], "0": [end("c")], "1": [answer("7")], "0.0": [answer("8")] };

/** The lines of one finished tree of a problem: its `tree` line, then its tells. */
function journalLines(problem: string, tree: number): TraceLine[] {
  const grown = new Tree(INIT);
  const asked = play(grown, SCRIPT);
  const tells = asked.map((path) => ({ path, tokens: 10, steps: SCRIPT[path as keyof typeof SCRIPT] ?? [] }));
  return [
    { type: "tree", problem: { id: problem, question: "q" }, tree, init: INIT },
    ...tells.map((expansion) => ({ type: "tell" as const, problem, tree, expansion })),
  ];
}

/** Options of {@linkcode journalConformance}. */
export interface JournalConformanceOptions {
  /** What the names of the tests begin with. */
  readonly name: string;
  /** Calls `use` with an empty journal, and frees it afterwards. */
  readonly withJournal: (use: (journal: Journal) => void) => void;
}

/** Registers the tests of a journal. */
export function journalConformance({ name, withJournal }: JournalConformanceOptions): void {
  const test = (what: string, use: (journal: Journal) => void): void =>
    Deno.test(`${name} ${what}`, () => withJournal(use));

  test("reads a problem's lines tree after tree, in whatever order the trees were recorded", (journal) => {
    const [first, second, other] = [journalLines("p", 0), journalLines("p", 1), journalLines("q", 0)];
    for (const lines of [second, other, first]) lines.forEach((line) => journal.append(line));
    assert.deepEqual(journal.read("p"), [...first, ...second]);
    assert.deepEqual([journal.read("q"), journal.read("r")], [other, []]);
  });

  test("keeps each tree's tells in order where trees take turns", (journal) => {
    const [first, second] = [journalLines("p", 0), journalLines("p", 1)];
    first.forEach((line, index) => [line, second[index]].forEach((line) => journal.append(line)));
    assert.deepEqual(journal.read("p"), [...first, ...second]);
  });

  test("reads what a search resumes from after every line", (journal) => {
    const lines = journalLines("p", 0);
    for (const [index, line] of lines.entries()) {
      journal.append(line);
      const [{ tree, problem }] = replay(journal.read("p"));
      assert.deepEqual(problem, { id: "p", question: "q" });
      const next = lines[index + 1];
      assert.equal(tree.ask()?.node.path, next?.type === "tell" ? next.expansion.path : undefined);
    }
  });

  test("refuses what was recorded before, and keeps what it has", (journal) => {
    const lines = journalLines("p", 0);
    lines.forEach((line) => journal.append(line));
    for (const line of lines) assert.throws(() => journal.append(line), RangeError);
    assert.deepEqual(journal.read("p"), lines);
  });

  test("refuses a tell without its tree", (journal) => {
    assert.throws(() => journal.append(journalLines("p", 0)[1]), RangeError);
    journal.append(journalLines("p", 1)[0]);
    assert.throws(() => journal.append(journalLines("p", 0)[1]), RangeError);
    assert.deepEqual(journal.read("p"), [journalLines("p", 1)[0]]);
  });
}

/** Registers the tests of a store, and those of its journals. */
export function storeConformance({ name, open }: StoreConformanceOptions): void {
  const newPath = (): string => `${Deno.makeTempDirSync()}/store`;
  const test = (what: string, use: (store: RunStore) => void): void =>
    Deno.test(`${name}${what}`, () => {
      using store = open(newPath());
      use(store);
    });

  journalConformance({
    name: `${name}.journal()`,
    withJournal: (use) => {
      using store = open(newPath());
      use(store.journal(1));
    },
  });

  Deno.test(`${name}.journal() reads a problem's lines from another opening too`, () => {
    const path = newPath();
    const [first, second, other] = [journalLines("p", 0), journalLines("p", 1), journalLines("q", 0)];
    {
      using store = open(path);
      const journal = store.journal(2);
      for (const lines of [second, other, first]) lines.forEach((line) => journal.append(line));
    }
    using store = open(path);
    assert.deepEqual(store.journal(2).read("p"), [...first, ...second]);
    assert.deepEqual(store.journal(2).read("q"), other);
    assert.deepEqual([store.journal(1).read("p"), store.journal(2).read("r")], [[], []]);
    const [, { tree }] = replay(store.journal(2).read("p"));
    assert.deepEqual([tree.ask(), tree.found.length], [null, 2]);
  });

  test(".journal() keeps the rounds apart", (store) => {
    const lines = journalLines("p", 0);
    for (const round of [1, 3]) lines.forEach((line) => store.journal(round).append(line));
    assert.deepEqual([1, 2, 3].map((round) => store.journal(round).read("p")), [lines, [], lines]);
  });

  test(".begin() holds a round to its plan once it has a tree", (store) => {
    const begun = store.begin(1, { limit: 2 });
    assert.ok(Math.abs(Date.parse(begun) - Date.now()) < 60_000, begun);
    assert.equal(store.begin(1, { limit: 3 }), begun);
    store.journal(1).append(journalLines("p", 0)[0]);
    assert.equal(store.begin(1, { limit: 3 }), begun);
    assert.throws(() => store.begin(1, { limit: 4 }), { code: "bad_request", message: /round 1 .* have changed/ });
    store.begin(2, { limit: 4 });
  });

  test(".addSeconds() sums a stage's time", (store) => {
    store.addSeconds(1, "search", 2);
    store.addSeconds(1, "search", 3.5);
    store.addSeconds(1, "data", 1);
    assert.deepEqual(store.seconds(1), { data: 1, search: 5.5 });
    assert.deepEqual(store.seconds(2), {});
  });

  Deno.test(`${name} keeps plans and times over openings`, () => {
    const path = newPath();
    const begin = (): string => {
      using store = open(path);
      store.addSeconds(1, "search", 1.5);
      return store.begin(1, { limit: 2 });
    };
    assert.equal(begin(), begin());
    using store = open(path);
    assert.deepEqual(store.seconds(1), { search: 3 });
  });

  Deno.test(`${name} keeps a second opening out until the first is disposed`, () => {
    const path = newPath();
    {
      using _first = open(path);
      assert.throws(() => open(path), {
        code: "bad_request",
        message: /as another process works on this run(: process \d+)?$/,
      });
    }
    using _second = open(path);
  });
}
