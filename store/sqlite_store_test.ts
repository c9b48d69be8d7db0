import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { PRESETS } from "@rstar/core";
import { storeConformance } from "@rstar/core/testing";
import { SqliteStore } from "./sqlite_store.ts";
import { CAN_MOUNT, smallDisk } from "./testing/small_disk.ts";

const INIT = { question: "What is 6 * 7?", options: PRESETS.paper, reward: "ppm", seed: 1 } as const;
const treeOf = (
  id: string,
) => ({ type: "tree", problem: { id, question: INIT.question }, tree: 0, init: INIT } as const);

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
    const holder = Deno.build.os === "linux" ? `: process ${Deno.pid}` : "";
    assert.equal(await open(), `Cannot open the store ${path} as another process works on this run${holder}`);
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

Deno.test({
  name: `SqliteStore says that the disk is full, keeps what it has, and goes on once there is room${
    CAN_MOUNT ? "" : " (skipped: no file system may be mounted)"
  }`,
  ignore: !CAN_MOUNT,
  fn() {
    using disk = smallDisk(512);
    using store = new SqliteStore(`${disk.path}/store.sqlite`);
    store.journal(1).append(treeOf("kept"));
    disk.fill();
    const full = { name: "RstarError", code: "storage_failed", message: /^Cannot use the store \S+ as .*full$/ };
    assert.throws(() => {
      for (let i = 0; i < 99; i++) store.journal(1).append(treeOf(`lost ${i}`));
    }, full);
    assert.throws(() => store.addSeconds(1, "s".repeat(9000), 1), full);
    assert.throws(() => new SqliteStore(`${disk.path}/another.sqlite`), { name: "RstarError", code: "bad_request" });
    assert.equal(store.journal(1).read("kept").length, 1);
    disk.free();
    store.journal(1).append(treeOf("later"));
    assert.equal(store.journal(1).read("later").length, 1);
  },
});

Deno.test("SqliteStore refuses to read a tree of which a row is damaged", () => {
  const path = `${Deno.makeTempDirSync()}/store.sqlite`;
  {
    using store = new SqliteStore(path);
    for (const id of ["whole", "damaged"]) store.journal(1).append(treeOf(id));
  }
  {
    using database = new DatabaseSync(path);
    database.exec("UPDATE tree SET init = '{\"question' WHERE problem = 'damaged'");
  }
  using store = new SqliteStore(path);
  assert.equal(store.journal(1).read("whole").length, 1);
  assert.throws(() => store.journal(1).read("damaged"), { code: "storage_failed", message: /problem damaged/ });
});
