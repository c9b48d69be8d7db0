import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { replay, type TraceLine, Tree, type TreeInit } from "@rstar/core";
import { answer, code, end, play, small } from "@rstar/core/testing";
import { SqliteStore } from "./sqlite_store.ts";

const INIT: TreeInit = { question: "q", options: small(), reward: "self-consistency", seed: 3 };
const SCRIPT = { "": [code("a"), end("b")], "0": [end("c")], "1": [answer("7")], "0.0": [answer("8")] };

function linesOf(problem: string, tree: number): TraceLine[] {
  const grown = new Tree(INIT);
  const asked = play(grown, SCRIPT);
  const tells = asked.map((path) => ({ path, tokens: 10, steps: SCRIPT[path as keyof typeof SCRIPT] ?? [] }));
  return [
    { type: "tree", problem: { id: problem, question: "q" }, tree, init: INIT },
    ...tells.map((expansion) => ({ type: "tell" as const, problem, tree, expansion })),
  ];
}

Deno.test("SqliteStore.journal() gives back a problem's lines, tree after tree, from another opening too", () => {
  const path = `${Deno.makeTempDirSync()}/store.sqlite`;
  const [first, second, other] = [linesOf("p", 0), linesOf("p", 1), linesOf("q", 0)];
  {
    using store = new SqliteStore(path);
    const journal = store.journal(2);
    for (const lines of [second, other, first]) lines.forEach((line) => journal.append(line));
  }
  using store = new SqliteStore(path);
  assert.deepEqual(store.journal(2).read("p"), [...first, ...second]);
  assert.deepEqual(store.journal(2).read("q"), other);
  assert.deepEqual([store.journal(1).read("p"), store.journal(2).read("r")], [[], []]);
  const [, { tree }] = replay(store.journal(2).read("p"));
  assert.deepEqual([tree.ask(), tree.found.length], [null, 2]);
});

Deno.test("SqliteStore.journal() refuses what was recorded before", () => {
  using store = new SqliteStore(":memory:");
  const journal = store.journal(1);
  const lines = linesOf("p", 0);
  lines.forEach((line) => journal.append(line));
  for (const line of lines) assert.throws(() => journal.append(line), RangeError);
  assert.deepEqual(journal.read("p"), lines);
});

Deno.test("SqliteStore.journal() refuses a tell without its tree", () => {
  using store = new SqliteStore(":memory:");
  assert.throws(() => store.journal(1).append(linesOf("p", 0)[1]), RangeError);
});

Deno.test("SqliteStore keeps a second process out, and lets it in when the first is done", async () => {
  const path = `${Deno.makeTempDirSync()}/store.sqlite`;
  const script = `
    import { SqliteStore } from "${import.meta.resolve("./sqlite_store.ts")}";
    try { new SqliteStore(${
    JSON.stringify(path)
  })[Symbol.dispose](); console.log("open"); } catch (error) { console.log(error.message); }
  `;
  const open = async () => {
    const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["eval", script] }).output();
    return new TextDecoder().decode(stdout).trim();
  };
  {
    using _store = new SqliteStore(path);
    assert.equal(await open(), `Cannot open the store ${path} as another process works on this run`);
  }
  assert.equal(await open(), "open");
});

Deno.test("SqliteStore refuses a file that is no database", () => {
  const path = Deno.makeTempFileSync();
  Deno.writeTextFileSync(path, "no database at all, however long it may be\n".repeat(50));
  assert.throws(() => new SqliteStore(path), { name: "RstarError", code: "bad_request" });
});

Deno.test("SqliteStore refuses a database whose tables are others", () => {
  const path = `${Deno.makeTempDirSync()}/store.sqlite`;
  using other = new DatabaseSync(path);
  other.exec("CREATE TABLE tree (leaf TEXT)");
  assert.throws(() => new SqliteStore(path), { name: "RstarError", code: "bad_request" });
});

Deno.test("SqliteStore.begin() holds a round to its plan once it has a tree", () => {
  using store = new SqliteStore(":memory:");
  const begun = store.begin(1, { limit: 2 });
  assert.equal(store.begin(1, { limit: 3 }), begun);
  store.journal(1).append(linesOf("p", 0)[0]);
  assert.equal(store.begin(1, { limit: 3 }), begun);
  assert.throws(() => store.begin(1, { limit: 4 }), { code: "bad_request", message: /round 1 .* have changed/ });
  store.begin(2, { limit: 4 });
});

Deno.test("SqliteStore.addSeconds() sums a stage's time", () => {
  using store = new SqliteStore(":memory:");
  store.addSeconds(1, "search", 2);
  store.addSeconds(1, "search", 3.5);
  store.addSeconds(1, "data", 1);
  assert.deepEqual(store.seconds(1), { data: 1, search: 5.5 });
  assert.deepEqual(store.seconds(2), {});
});
