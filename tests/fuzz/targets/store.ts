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
      const list = await server.fetch("/v1/solves?limit=100");
      const answer = await list.json();
      if (list.status >= 500) throw new Error(`the list has status ${list.status}: ${answer.error.message}`);
      for (const { id } of answer.data) {
        for (const end of ["", "/tree"]) {
          const response = await server.fetch(`/v1/solves/${encodeURIComponent(id)}${end}`);
          if (response.status >= 500) {
            throw new Error(`a search has status ${response.status}: ${await response.text()}`);
          }
        }
      }
      return `${answer.data.length} searches`;
    } catch (error) {
      return promised(error);
    }
  },
};
export default target;
