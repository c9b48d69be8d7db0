/**
 * The paper's Tables 2, 3 and 4 in small, from a run of self-evolution: coverage of the searches, greedy accuracy of
 * each round's policy, accuracy of search with each round's PPM; by level, on held-out problems of the recipe's levels.
 *
 * ```sh
 * deno run -A bench/accuracy/evolution_tables.ts --run runs/tiny --exclude runs/rstar-tiny/demonstrations \
 *   --out runs/tiny/evolution.jsonl > evolution.md
 * ```
 *
 * `--out` keeps each result, and the same command resumes from there. `--exclude` names further files or folders of
 * problems to leave out, such as the demonstrations that the base model was trained on. Searches for Tables 3 and 4 never
 * see the ground truth.
 *
 * @module
 * @see rStar-Math Tables 2, 3, 4 and 6
 */
import { parseArgs } from "node:util";
import { type EvolutionRecipe, PRESETS, RstarError, type SearchOptions } from "@rstar/core";
import { enough } from "@rstar/core/search";
import { measure, measurementName, ResultFile } from "@rstar/eval/results";
import { greedy } from "@rstar/eval/strategies";
import type { ModelManifest } from "@rstar/native";
import { type BenchModels, openBenchModels } from "../harness/bench_processes.ts";
import { benchProgram, progress, wholeNumber, wholeNumbers } from "../harness/bench_program.ts";
import { type FinishedRun, finishedRun, roundWithPpm } from "../problems/finished_run.ts";
import type { HeldOutProblem } from "../problems/held_out.ts";
import { heldOutOfRun } from "../problems/held_out_options.ts";
import { type LevelRow, levelRow, levelTable } from "./level_table.ts";
import { growOne, type Outcome, solveOne } from "./solve_one.ts";

/** What all measurements have in common. */
interface Setting {
  readonly run: FinishedRun;
  readonly problems: readonly HeldOutProblem[];
  readonly results: ResultFile;
  readonly seed: number;
  readonly threads?: number;
}

/** The paper's tables that this program makes. */
const TABLES: readonly number[] = [2, 3, 4];

await benchProgram(async () => {
  const { values } = parseArgs({
    options: {
      run: { type: "string", default: "runs/tiny" },
      rounds: { type: "string" },
      tables: { type: "string", default: TABLES.join() },
      "held-out": { type: "string", default: "100" },
      "problem-seed": { type: "string", default: "900001" },
      seed: { type: "string", default: "1" },
      rollouts: { type: "string", default: "8" },
      exclude: { type: "string", multiple: true, default: [] },
      threads: { type: "string" },
      out: { type: "string" },
    },
  });
  const run = await finishedRun(values.run);
  const rounds = roundsOf(run, values.rounds);
  const tables = wholeNumbers(values.tables, "--tables");
  if (tables.some((table) => !TABLES.includes(table))) {
    throw new RstarError("bad_request", `Cannot make tables ${values.tables} as there are ${TABLES.join(", ")}`);
  }
  const setting: Setting = {
    run,
    problems: await heldOutOfRun(run, values),
    results: await ResultFile.open(values.out),
    seed: wholeNumber(values.seed, "--seed", 0),
    ...(values.threads !== undefined && { threads: wholeNumber(values.threads, "--threads") }),
  };
  console.log("Percent, with 95 % Wilson intervals; in brackets behind a level the number of its problems.\n");
  if (tables.includes(2)) {
    print("Problems solved in each round's search (Table 2 form)", "search of round", searchedRows(run, rounds));
    console.log(
      rounds.filter((round) => round > 0).map((round) => `- ${searchText(run.recipe, round)}`).join("\n") + "\n",
    );
    const { rollouts, candidates } = coverageSearch(run.recipe);
    const title = `Held-out problems solved by at least one of ${rollouts} rollouts, one tree, ` +
      `${candidates} candidates, no PPM; a search ends at its first right answer (Table 2 form)`;
    print(title, "policy of round", await eachRound(rounds, setting, coverage));
  }
  if (tables.includes(3)) {
    const rows = await eachRound(rounds, setting, greedyAccuracy);
    print("Greedy accuracy of the policy, pass@1 (Table 3 form)", "policy of round", rows);
  }
  if (tables.includes(4)) {
    const rollouts = wholeNumber(values.rollouts, "--rollouts");
    const rows = await ppmRows(rounds, setting, rollouts);
    print(
      `Accuracy of search with ${rollouts} rollouts, no early end (Table 4 and 6 form)`,
      "policy, PPM of round",
      rows,
    );
  }
});

/** The rounds of `--rounds`; by default all finished ones, and round 0. */
function roundsOf({ folder, manifests }: FinishedRun, text: string | undefined): number[] {
  const finished = Array.from({ length: manifests.length + 1 }, (_, round) => round);
  const rounds = text === undefined ? finished : wholeNumbers(text, "--rounds", 0);
  const missing = rounds.find((round) => !finished.includes(round));
  if (missing === undefined) return rounds;
  throw new RstarError("bad_request", `Cannot use round ${missing} of ${folder.path} as it is not finished`);
}

function print(title: string, heading: string, rows: readonly LevelRow[]): void {
  console.log(`### ${title}\n\n${levelTable(heading, rows)}\n`);
}

/** Coverage of the rounds' own searches, from their manifests. */
function searchedRows({ manifests }: FinishedRun, rounds: readonly number[]): LevelRow[] {
  return manifests.filter(({ round }) => rounds.includes(round)).map(({ round, coverage: { levels, all }, search }) => {
    const entries = Object.entries({ ...levels, all });
    const counts = Object.fromEntries(
      entries.map(([name, { solved, problems }]) => [name, { right: solved, of: problems }]),
    );
    return { name: String(round), counts, tokens: search.tokens / search.problems };
  });
}

/** How a round searched, one pass after the other. */
function searchText({ search, rounds }: EvolutionRecipe, round: number): string {
  const { guide, passes } = rounds[round - 1];
  const parts = passes.map(({ problems, trees, search: own }) => {
    const { rollouts, candidates, temperature } = { ...PRESETS.paper, ...search, ...own };
    const width = `${rollouts} rollouts of ${candidates} candidates at temperature ${temperature}`;
    return `${problems} problems, ${trees} x ${width}`;
  });
  return `round ${round}: the policy of round ${round - 1}, guided by ${guide}; ${parts.join("; then ")}`;
}

/** The search of a recipe's first pass. */
function coverageSearch({ search }: EvolutionRecipe): SearchOptions {
  return { ...PRESETS.paper, ...search };
}

/** The search options in a model's folder. */
function modelSearch({ search }: ModelManifest): SearchOptions {
  return { ...PRESETS.paper, ...search };
}

/** One row a round, measured with its policy and no PPM. */
async function eachRound(
  rounds: readonly number[],
  setting: Setting,
  measureRound: (policy: string, setting: Setting, models: BenchModels) => Promise<ReadonlyMap<string, Outcome>>,
): Promise<LevelRow[]> {
  const rows: LevelRow[] = [];
  for (const round of rounds) {
    await using models = await openBenchModels({ policy: setting.run.folder.round(round), ppm: false }, setting);
    rows.push(levelRow(String(round), setting.problems, await measureRound(`round-${round}`, setting, models)));
  }
  return rows;
}

/** Whether a search that is rewarded by the ground truth reaches it at least once. */
async function coverage(policy: string, setting: Setting, models: BenchModels): Promise<ReadonlyMap<string, Outcome>> {
  const { run: { recipe }, seed } = setting;
  const search = coverageSearch(recipe);
  const { rollouts, candidates, temperature } = search;
  const options = { search, seed, stop: enough({ correct: 1, wrong: 0 }), grade: models.grade };
  return await measure(setting.problems, {
    ...measuring(setting, models),
    name: measurementName("coverage", { policy, rollouts, candidates, temperature, seed }),
    of: async (problem): Promise<Outcome> => {
      const { trajectories, usage: { tokens } } = await growOne(problem, models.ports, options);
      return { right: trajectories.some(({ steps }) => steps.at(-1)?.correct === true), tokens };
    },
  });
}

async function greedyAccuracy(
  policy: string,
  setting: Setting,
  models: BenchModels,
): Promise<ReadonlyMap<string, Outcome>> {
  const search = greedy(modelSearch(models.manifest));
  return await measure(setting.problems, {
    ...measuring(setting, models),
    name: measurementName("greedy", { policy }),
    of: (problem) => solveOne(problem, models, { search }),
  });
}

/** The last round's policy without a PPM and with each round's PPM, then each earlier round's policy with its own PPM. */
async function ppmRows(rounds: readonly number[], setting: Setting, rollouts: number): Promise<LevelRow[]> {
  const { run, problems, seed } = setting;
  const scoring = rounds.filter((round) => run.manifests[round - 1]?.ppm);
  const last = Math.max(...rounds);
  const own = scoring.filter((round) => round !== last).map((round) => ({ policy: round, ppm: round }));
  const fixed = [null, ...scoring].map((ppm) => ({ policy: last, ppm }));
  const rows: LevelRow[] = [];
  for (const { policy, ppm } of [...fixed, ...own]) {
    const scorer = ppm === null ? false : roundWithPpm(run, ppm).ppm;
    await using models = await openBenchModels({ policy: run.folder.round(policy), ppm: scorer }, setting);
    const search = { ...modelSearch(models.manifest), rollouts };
    const { candidates, temperature } = search;
    const names = { policy: `round-${policy}`, ppm: ppm === null ? "none" : `round-${ppm}` };
    const outcomes = await measure(problems, {
      ...measuring(setting, models),
      name: measurementName("search", { ...names, rollouts, candidates, temperature, seed }),
      of: (problem) => solveOne(problem, models, { search, seed }),
    });
    rows.push(levelRow(`${policy}, ${ppm ?? "none"}`, problems, outcomes));
  }
  return rows;
}

function measuring({ results }: Setting, { concurrency }: BenchModels) {
  return { results, concurrency, onProgress: progress };
}
