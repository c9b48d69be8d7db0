/**
 * The paper's Fig. 3 in small: search guided by a model's PPM with 1, 2, 4 … 64 rollouts, against a majority vote and
 * best-of-n by that PPM over independent solutions of the same policy, at equal generated tokens: on each problem they
 * get as many tokens as the search used there, and finish the solution that they are at.
 *
 * ```sh
 * deno run -A bench/accuracy/trajectories.ts --out trajectories.jsonl > trajectories.md
 * ```
 *
 * Problems are drawn as the recipe draws those that its rounds search, without these and what `--exclude` names, a file
 * or folder of JSON Lines. `--out` keeps each problem; the same command goes on from there. Each problem is searched
 * once, to the most rollouts, which hold the shorter searches; where a tree has nothing left to expand, the next one is
 * grown with a seed of its own. Solutions are drawn once, too, and cut.
 *
 * @module
 * @see rStar-Math Fig. 3; self-consistency (arXiv 2203.11171)
 */
import { basename } from "node:path";
import { parseArgs } from "node:util";
import {
  choose,
  parseRecipe,
  PRESETS,
  RstarError,
  type SearchOptions,
  type SearchPorts,
  solve,
  type Trajectory,
  trajectoryOf,
  type Tree,
} from "@rstar/core";
import {
  accuracyChart,
  cutAllAt,
  drawSolutions,
  markdownTable,
  measure,
  measurementName,
  ResultFile,
  SAMPLER_SEED_OFFSET,
  scored,
  shareText,
  TreeRecorder,
  type WholeSolution,
  wilson,
  withinTokens,
} from "@rstar/eval";
import { EMBEDDED_MODEL } from "@rstar/solver";
import { type BenchModels, openBenchModels } from "./bench_models.ts";
import { benchProgram, givenNumber, tell, wholeNumber, wholeNumbers } from "../measuring/bench_program.ts";
import type { HeldOutProblem } from "./held_out.ts";
import { heldOutOfRecipe } from "./held_out_options.ts";

/** What came of one problem at one budget. */
interface BudgetOutcome {
  /** Rollouts of the search. */
  readonly rollouts: number;
  /** Tokens that it generated. */
  readonly tokens: number;
  /** Solutions that as many tokens gave. */
  readonly solutions: number;
  /** Which way came to the right answer. */
  readonly right: Readonly<Record<Way, boolean>>;
}

type Way = keyof typeof WAYS;

const WAYS = { search: "search by PPM", majority: "majority vote", best: "best-of-n by PPM" } as const;
const WAY_NAMES = Object.keys(WAYS) as Way[];

await benchProgram(async () => {
  const { values } = parseArgs({
    options: {
      model: { type: "string", default: EMBEDDED_MODEL },
      recipe: { type: "string", default: `${EMBEDDED_MODEL}/recipe.toml` },
      budgets: { type: "string", default: "1,2,4,8,16,32,64" },
      "held-out": { type: "string", default: "50" },
      "problem-seed": { type: "string", default: "910001" },
      seed: { type: "string", default: "1" },
      exclude: { type: "string", multiple: true, default: [] },
      threads: { type: "string" },
      out: { type: "string" },
      svg: { type: "string", default: "bench/accuracy/trajectories.svg" },
    },
  });
  const budgets = wholeNumbers(values.budgets, "--budgets").toSorted((a, b) => a - b);
  const seed = wholeNumber(values.seed, "--seed", 0);
  const problems = await heldOutOfRecipe(parseRecipe(await Deno.readTextFile(values.recipe), values.recipe), values);
  const results = await ResultFile.open(values.out);
  const threads = givenNumber(values.threads, "--threads");
  await using models = await openBenchModels({ policy: values.model }, { threads, onProgress: tell });
  if (!models.ports.ppm) throw new RstarError("bad_request", `Cannot use ${values.model} as it has no PPM`);
  const search = { ...PRESETS.paper, ...models.manifest.search };
  const { candidates, temperature } = search;
  const settings = { model: values.model, budgets: budgets.join(), candidates, temperature, seed };
  const outcomes = await measure(problems, {
    name: measurementName("trajectories", settings),
    results,
    concurrency: models.concurrency,
    of: async (problem) => ({ budgets: await outcomesOf(problem, models, { search, budgets, seed }) }),
    onProgress: tell,
  });
  await print({ problems, outcomes, budgets, svg: values.svg, title: basename(values.model) });
});

async function outcomesOf(
  problem: HeldOutProblem,
  { ports, grade }: BenchModels,
  { search, budgets, seed }: {
    readonly search: SearchOptions;
    readonly budgets: readonly number[];
    readonly seed: number;
  },
): Promise<BudgetOutcome[]> {
  const searches = (await grownTrees(problem, ports, { search, budgets, seed })).map((trees) => ({
    found: trees.flatMap((tree) => tree.found.map(trajectoryOf)),
    tokens: trees.reduce((sum, tree) => sum + tree.tokens, 0),
  }));
  const { tokens } = searches.at(-1)!;
  const drawn = await drawSolutions(problem, ports, { search, budget: { tokens }, seed: seed + SAMPLER_SEED_OFFSET });
  const scores = await scored(trajectoriesOf(drawn), problem, ports.ppm!);
  const graded = new Map<string, boolean>();
  const isRight = async (answer: string | undefined): Promise<boolean> => {
    if (answer === undefined) return false;
    const right = graded.get(answer) ?? await grade(answer, problem.answer);
    graded.set(answer, right);
    return right;
  };
  const outcomes: BudgetOutcome[] = [];
  for (const [index, { found, tokens }] of searches.entries()) {
    const solutions = withinTokens(drawn, tokens);
    const voters = trajectoriesOf(solutions);
    const right = {
      search: await isRight(choose(found, { rule: "ppm-best" })?.answer),
      majority: await isRight(choose(voters, { rule: "majority" })?.answer),
      best: await isRight(choose(scores.slice(0, voters.length), { rule: "ppm-best" })?.answer),
    };
    outcomes.push({ rollouts: budgets[index], tokens, solutions: solutions.length, right });
  }
  return outcomes;
}

/** Searches until the most rollouts are done, tree after tree, and gives the trees of each budget. */
async function grownTrees(
  { id, question }: HeldOutProblem,
  ports: SearchPorts,
  { search, budgets, seed }: {
    readonly search: SearchOptions;
    readonly budgets: readonly number[];
    readonly seed: number;
  },
): Promise<Tree[][]> {
  const recorder = new TreeRecorder();
  for (let left = budgets.at(-1)!; left > 0;) {
    const more = { firstTree: recorder.trees.length, onEvent: recorder.follow };
    const options = { search: { ...search, rollouts: left }, seed, ...more };
    left -= (await solve({ id, question }, ports, options)).usage.rollouts;
  }
  return budgets.map((rollouts) => cutAllAt(recorder.trees, rollouts));
}

function trajectoriesOf(solutions: readonly WholeSolution[]): Trajectory[] {
  return solutions.flatMap(({ trajectory }) => trajectory ?? []);
}

async function print({ problems, outcomes, budgets, svg, title }: {
  readonly problems: readonly HeldOutProblem[];
  readonly outcomes: ReadonlyMap<string, { readonly budgets: readonly BudgetOutcome[] }>;
  readonly budgets: readonly number[];
  readonly svg: string;
  readonly title: string;
}): Promise<void> {
  const levels = [...Map.groupBy(problems, ({ level }) => level), ["all", problems] as const];
  for (const [level, members] of levels) {
    const rows = budgets.map((rollouts, index) => {
      const at = members.map(({ id }) => outcomes.get(id)!.budgets[index]);
      const shares = WAY_NAMES.map((way) => shareText(at.filter(({ right }) => right[way]).length, at.length));
      return [rollouts, mean(at.map(({ tokens }) => tokens)), mean(at.map(({ solutions }) => solutions)), ...shares];
    });
    const columns = ["rollouts", "tokens a problem", "solutions in as many tokens", ...Object.values(WAYS)];
    console.log(`### ${level}: ${members.length} problems, ${title}\n\n${markdownTable(columns, rows)}\n`);
  }
  const all = budgets.map((_, index) => [...outcomes.values()].map((row) => row.budgets[index]));
  const chart = accuracyChart({
    title: `Accuracy by budget, ${problems.length} held-out problems, ${title}`,
    xLabel: "rollouts of the search; below, tokens a problem for each of the three",
    budgets: budgets.map((rollouts, index) => [String(rollouts), mean(all[index].map(({ tokens }) => tokens))]),
    lines: WAY_NAMES.map((way) => ({
      label: WAYS[way],
      points: all.map((at) => {
        const right = at.filter((outcome) => outcome.right[way]).length;
        return { share: right / at.length, ...wilson(right, at.length) };
      }),
    })),
  });
  await Deno.writeTextFile(svg, chart);
  tell(`chart: ${svg}`);
}

function mean(values: readonly number[]): string {
  return (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(0);
}
