import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { storeConformance } from "@rstar/core/testing";
import { SqliteStore } from "./sqlite_store.ts";

storeConformance({ name: "SqliteStore", open: (path) => new SqliteStore(path) });

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
