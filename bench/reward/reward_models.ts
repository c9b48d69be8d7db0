/**
 * The paper's Table 8 in small: an outcome reward model (ORM), a Q-value model (PQM) and the PPM of one round, from the
 * same trees, the same policy and at most as many training tokens (each training ends when its held-out loss stops
 * falling), compared on held-out problems with that policy and the same search.
 *
 * ```sh
 * deno run -A bench/reward/reward_models.ts --run runs/tiny --round 4 --exclude runs/rstar-tiny/demonstrations \
 *   --out runs/tiny/reward_models.jsonl > reward_models.md
 * ```
 *
 * - **PPM, PQM**: guide the search and choose its answer.
 * - **ORM, tree**: chooses among the solutions of an unguided search, with as many rollouts and candidates.
 * - **ORM, samples**: best-of-n, chooses among independent solutions that used as many tokens as the PPM's search on
 *   that problem.
 *
 * All have the same seeds; no search ends early. Data and models are written to `--work`, by default `reward-models-N` in
 * the run's folder, and reused. `--out` keeps each result, and the same command resumes from there.
 *
 * @module
 * @see rStar-Math §4.3, Table 8
 */
import { parseArgs } from "node:util";
import { PRESETS, type SearchOptions, solve } from "@rstar/core";
import { grownProblem, type SearchProblem } from "@rstar/core/evolve";
import { choose } from "@rstar/core/search";
import { pairedBootstrap } from "@rstar/eval";
import { percentagePoints } from "@rstar/eval/format";
import { measure, measurementName, readJsonLines, ResultFile } from "@rstar/eval/results";
import { sum } from "@rstar/eval/statistics";
import { drawSolutions, SAMPLER_SEED_OFFSET, scored } from "@rstar/eval/strategies";
import { markdownTable } from "@rstar/eval/text-report";
import { isLuckyGuess } from "@rstar/mathematics";
import { SqliteStore } from "@rstar/store";
import { exists } from "@rstar/system";
import { levelRow, levelTable } from "../accuracy/level_table.ts";
import { type Outcome, solveOne } from "../accuracy/solve_one.ts";
import { type BenchModels, benchPython, openBenchModels } from "../harness/bench_processes.ts";
import { benchProgram, givenNumber, progress, wholeNumber } from "../harness/bench_program.ts";
import { type FinishedRun, finishedRun, roundWithPpm } from "../problems/finished_run.ts";
import type { HeldOutProblem } from "../problems/held_out.ts";
import { heldOutOfRun } from "../problems/held_out_options.ts";
import { drawRewardData, trainRewardModel } from "./reward_training.ts";

/** Measures one way to use a reward model on one problem. */
type Way = (problem: HeldOutProblem, models: BenchModels, search: SearchOptions) => Promise<Outcome>;

await benchProgram(async () => {
  const { values } = parseArgs({
    options: {
      run: { type: "string", default: "runs/tiny" },
      round: { type: "string" },
      work: { type: "string" },
      "max-values": { type: "string", default: "50000" },
      "held-out": { type: "string", default: "170" },
      "problem-seed": { type: "string", default: "930001" },
      seed: { type: "string", default: "1" },
      "bootstrap-seed": { type: "string", default: "1" },
      rollouts: { type: "string", default: "8" },
      exclude: { type: "string", multiple: true, default: [] },
      threads: { type: "string" },
      out: { type: "string" },
    },
  });
  const run = await finishedRun(values.run);
  const round = givenNumber(values.round, "--round") ?? run.manifests.length;
  const seed = wholeNumber(values.seed, "--seed", 0);
  const rollouts = wholeNumber(values.rollouts, "--rollouts");
  const threads = givenNumber(values.threads, "--threads");
  const work = values.work ?? `${run.folder.path}/reward-models-${round}`;
  const maxValues = wholeNumber(values["max-values"], "--max-values");
  const { ppm } = roundWithPpm(run, round);
  const { orm, pqm } = await otherModels(run, { round, work, maxValues, seed });

  const problems = await heldOutOfRun(run, values);
  const results = await ResultFile.open(values.out);
  const measured = async (name: string, scorer: string, way: Way): Promise<ReadonlyMap<string, Outcome>> => {
    const choice = { policy: run.folder.round(round), ppm: scorer };
    await using models = await openBenchModels(choice, { threads });
    const search: SearchOptions = {
      ...PRESETS.paper,
      ...models.manifest.search,
      rollouts,
      choice: { rule: "ppm-best" },
    };
    const { candidates, temperature } = search;
    return await measure(problems, {
      name: measurementName(name, { model: `round-${round}`, rollouts, candidates, temperature, seed }),
      results,
      concurrency: models.concurrency,
      of: (problem) => way(problem, models, search),
      onProgress: progress,
    });
  };
  const guided: Way = (problem, models, search) => solveOne(problem, models, { search, seed });
  const byPpm = await measured("ppm-tree", ppm, guided);
  const arms = [
    { name: "PPM, guides the search", outcomes: byPpm },
    { name: "PQM, guides the search", outcomes: await measured("pqm-tree", pqm, guided) },
    { name: "ORM, tree", outcomes: await measured("orm-tree", orm, bestOfTree(seed)) },
    { name: "ORM, samples", outcomes: await measured("orm-samples", orm, bestOfSamples(byPpm, seed)) },
  ];
  const rows = arms.map(({ name, outcomes }) => levelRow(name, problems, outcomes));
  console.log(`### Reward models of round ${round} of ${run.folder.name}, ${rollouts} rollouts (Table 8 form)\n`);
  console.log(`Percent right, with 95 % Wilson intervals.\n\n${levelTable("reward model", rows)}\n`);
  const bootstrapSeed = wholeNumber(values["bootstrap-seed"], "--bootstrap-seed", 0);
  const differences = arms.slice(1).map(({ name, outcomes }) => {
    const pairs = problems.map(({ id }) => [byPpm.get(id)!.right, outcomes.get(id)!.right] as const);
    const { difference, low, high } = pairedBootstrap(pairs, { seed: bootstrapSeed });
    return [
      `PPM less ${name}`,
      `${percentagePoints(difference)} (${percentagePoints(low)} to ${percentagePoints(high)})`,
    ];
  });
  const heading = "percentage points, with 95 % interval (paired bootstrap over problems)";
  console.log(markdownTable(["difference", heading], differences));
});

/** The paths of ORM and PQM as GGUF files, which are trained where they are missing. */
async function otherModels(
  run: FinishedRun,
  { round, work: folder, maxValues, seed }: {
    readonly round: number;
    readonly work: string;
    readonly maxValues: number;
    readonly seed: number;
  },
): Promise<{ readonly orm: string; readonly pqm: string }> {
  const { recipe } = run;
  const { manifest } = roundWithPpm(run, round);
  if (!await exists(`${folder}/pqm.jsonl`)) { // drawRewardData() writes it last
    const problems = await readJsonLines<SearchProblem>(run.folder.problems);
    using store = new SqliteStore(run.folder.store);
    const rounds = Array.from({ length: round }, (_, index) => index + 1);
    const journals = rounds.slice(recipe.pairs.rounds === "all" ? 0 : -1).map((each) => store.journal(each));
    const grown = problems.values().map((problem) => grownProblem(problem, journals));
    const isLucky = recipe.sft.luckyGuesses === "drop" ? isLuckyGuess : undefined;
    const drawn = await drawRewardData(folder, grown, { isLucky, values: maxValues, seed });
    progress(`ORM: ${drawn.pairs} pairs; PQM: ${drawn.values} of ${drawn.allValues} steps`);
  }
  const options = {
    folder,
    recipe: recipe.ppm,
    checkpoint: `${run.folder.round(round)}/policy`,
    tokens: manifest.ppm!.tokens,
    python: benchPython(recipe.launch),
    onProgress: progress,
  };
  const orm = await trainRewardModel("orm", options);
  const pqm = await trainRewardModel("pqm", options);
  progress(`training tokens: PPM ${manifest.ppm!.tokens}, ORM ${orm.record.tokens}, PQM ${pqm.record.tokens}`);
  return { orm: orm.gguf, pqm: pqm.gguf };
}

/** The best solution, by the reward model, of an unguided search. */
function bestOfTree(seed: number): Way {
  return async ({ id, question, answer }, { ports: { ppm: scorer, ...unguided }, grade }, search) => {
    const { trajectories, usage } = await solve({ id, question }, unguided, { search, seed });
    const best = choose(await scored(trajectories, { question }, scorer!), { rule: "ppm-best" });
    return { right: best !== null && await grade(best.answer, answer), tokens: usage.tokens };
  };
}

/** The best, by the reward model, of independent solutions that use as many tokens as in `budgets`. */
function bestOfSamples(budgets: ReadonlyMap<string, Outcome>, seed: number): Way {
  return async (problem, { ports, grade }, search) => {
    const { tokens } = budgets.get(problem.id)!;
    const solutions = await drawSolutions(problem, ports, {
      search,
      budget: { tokens },
      seed: seed + SAMPLER_SEED_OFFSET,
    });
    const trajectories = solutions.flatMap(({ trajectory }) => trajectory ?? []);
    const best = choose(await scored(trajectories, problem, ports.ppm!), { rule: "ppm-best" });
    const used = sum(solutions.map((solution) => solution.tokens));
    return { right: best !== null && await grade(best.answer, problem.answer), tokens: used };
  };
}
