/**
 * The journal of a run, a SQLite file: a damaged one is refused, or replays to trees.
 *
 * @module
 */
import { replay, searchDefaults } from "@rstar/core/search";
import { search } from "@rstar/core";
import { SUM_VERIFIER, SumPolicy } from "@rstar/core/testing";
import { SqliteStore } from "@rstar/store";
import { promised, scratchFile, type Target } from "../target.ts";

const PROBLEM = { id: "p", question: "What is 17 + 4?" };

async function storeOfRun(): Promise<Uint8Array<ArrayBuffer>> {
  const path = scratchFile("seed.sqlite");
  {
    using store = new SqliteStore(path);
    store.begin(1, { problems: 1 });
    store.addSeconds(1, "search", 2);
    const ports = { policy: new SumPolicy(), verifier: SUM_VERIFIER };
    const options = { ...searchDefaults({ search: { rollouts: 2, candidates: 2 } }), journal: store.journal(1) };
    await Array.fromAsync(search([PROBLEM], ports, options));
  }
  return Deno.readFileSync(path);
}

const target: Target = {
  ms: 1000,
  seeds: [await storeOfRun()],
  words: ["CREATE TABLE ", "tree", "tell", "plan", "<end_of_step>", "null"],
  async run(input) {
    const path = scratchFile("run.sqlite");
    for (const end of ["-wal", "-shm", "-journal"]) await Deno.remove(path + end).catch(() => {});
    await Deno.writeFile(path, input);
    try {
      using store = new SqliteStore(path);
      store.seconds(1);
      store.begin(1, { problems: 1 });
      return `${replay(store.journal(1).read("p")).length} trees`;
    } catch (error) {
      return promised(error, RangeError);
    }
  },
};
export default target;
