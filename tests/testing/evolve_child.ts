/**
 * Two rounds of self-evolution over sums, slow enough to be killed at any moment: `deno run -A tests/testing/evolve_child.ts FOLDER`. The
 * same folder is gone on with.
 *
 * Each event is told on stdout, `stage ROUND STAGE` or its type alone. FOLDER/tells.jsonl gets `[round, problem, tree, path]` of each
 * expansion once its tree was told, before anything else happens.
 *
 * @module
 */
import { evolve, type EvolveEvent, parseRecipe } from "@rstar/core";
import { RunFolder } from "@rstar/core/evolve";
import { FakePython, mislabelled, SUM_RECIPE, sums, sumSession } from "@rstar/core/testing";
import { SqliteStore } from "@rstar/store";

const [folder] = Deno.args;
const encoder = new TextEncoder();
const { signal } = new AbortController();

function follow(event: EvolveEvent): void {
  if (event.type === "search" && event.event.type === "tell") {
    const { problem, tree, expansion } = event.event;
    const line = JSON.stringify([event.round, problem.id, tree, expansion.path]);
    Deno.writeTextFileSync(`${folder}/tells.jsonl`, `${line}\n`, { append: true });
  }
  const text = event.type === "stage" ? `stage ${event.round} ${event.stage}` : event.type;
  Deno.stdout.writeSync(encoder.encode(`${text}\n`));
}

await Deno.mkdir(`${folder}/base`, { recursive: true });
await Deno.writeTextFile(`${folder}/base/config.json`, "base");
await evolve({
  run: new RunFolder(`${folder}/sums`),
  recipe: parseRecipe(SUM_RECIPE, "recipe.toml"),
  rounds: [1, 2],
  problems: [
    ...sums(3, { digits: 2, level: "sure" }),
    ...sums(8, { digits: 3, level: "mixed" }),
    ...sums(1, { digits: 4, level: "never" }),
    ...mislabelled(2, 50),
  ],
  base: `${folder}/base`,
  openStore: (path) => new SqliteStore(path),
  open: (models) => Promise.resolve(sumSession(models, { proposalMs: 3 })),
  python: new FakePython({ signal, stepMs: 10 }),
  onEvent: follow,
  signal,
});
