/**
 * The server's store of searches, a SQLite file: a damaged one is refused, or gives what is sound in it.
 *
 * @module
 */
import { SUM, TestServer } from "@rstar/server/testing";
import { promised, scratchFile, type Target } from "../target.ts";

async function storeOfSearches(): Promise<Uint8Array<ArrayBuffer>> {
  const path = scratchFile("seed.sqlite");
  {
    using server = new TestServer({ path });
    for (const question of [SUM, "What is 1234 + 4?"]) {
      await server.fetch("/v1/solve", { body: { question, rollouts: 1 } });
    }
  }
  return Deno.readFileSync(path);
}

/** An answer; a store that cannot be read any more may say so, in words. */
async function jsonOf(server: TestServer, path: string) {
  const response = await server.fetch(path);
  const text = await response.text();
  if (response.status >= 500 && JSON.parse(text).error.code === "internal") {
    throw new Error(`${path.slice(0, 11)}: ${text}`);
  }
  return path.endsWith("/tree") ? text : JSON.parse(text);
}

const target: Target = {
  ms: 1000,
  seeds: [await storeOfSearches()],
  words: ["CREATE TABLE ", "solve", "trace", "done", "queued", '{"answer":', "null"],
  async run(input) {
    const path = scratchFile("store.sqlite");
    for (const end of ["-wal", "-shm", "-journal"]) await Deno.remove(path + end).catch(() => {});
    await Deno.writeFile(path, input);
    try {
      using server = new TestServer({ path });
      const list = await jsonOf(server, "/v1/solves?limit=100");
      for (const { id } of list.data ?? []) {
        await jsonOf(server, `/v1/solves/${encodeURIComponent(id)}`);
        await jsonOf(server, `/v1/solves/${encodeURIComponent(id)}/tree`);
      }
      return `${list.data?.length} searches`;
    } catch (error) {
      return promised(error);
    }
  },
};
export default target;
