/**
 * The paper's Fig. 3 in small: search guided by a model's PPM with 1, 2, 4 … 64 rollouts, against a majority vote and
 * best-of-n by that PPM over independent solutions of the same policy, at equal generated tokens: on each problem, samples
 * are drawn until they have used as many tokens as the search, and the last one is finished.
 *
 * ```sh
 * deno run -A bench/accuracy/trajectories.ts --out trajectories.jsonl > trajectories.md
 * ```
 *
 * Problems are drawn by the recipe's levels, without those that its rounds search and those in `--exclude`, a file or
 * folder of JSON Lines. `--out` keeps each problem, and the same command resumes from there. Each problem is searched once,
 * with the most rollouts, and the shorter searches are cut from it; a tree that has nothing left to expand is followed by
 * another, with a seed of its own. Samples are drawn once, too, and cut.
 *
 * @module
 * @see rStar-Math Fig. 3; self-consistency (arXiv 2203.11171)
 */
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { parseRecipe, PRESETS, RstarError, type SearchOptions } from "@rstar/core";
import { choose, type Trajectory, trajectoryOf } from "@rstar/core/search";
import { wilson } from "@rstar/eval";
import { accuracyChart } from "@rstar/eval/accuracy-chart";
import { shareText } from "@rstar/eval/format";
import { measure, measurementName, ResultFile } from "@rstar/eval/results";
import { mean, sum } from "@rstar/eval/statistics";
import { drawSolutions, SAMPLER_SEED_OFFSET, scored, type WholeSolution, withinTokens } from "@rstar/eval/strategies";
import { markdownTable } from "@rstar/eval/text-report";
import { EMBEDDED_MODEL } from "@rstar/solver";
import { type BenchModels, openBenchModels } from "../harness/bench_processes.ts";
import { benchProgram, givenNumber, progress, wholeNumber, wholeNumbers } from "../harness/bench_program.ts";
import type { HeldOutProblem } from "../problems/held_out.ts";
import { heldOutOfRecipe } from "../problems/held_out_options.ts";
import { treesOfBudgets } from "./consecutive_trees.ts";

/** The outcome of one problem at one budget. */
interface BudgetOutcome {
  /** The budget: rollouts of the search. */
  readonly rollouts: number;
  /** Tokens that the search generated. */
  readonly tokens: number;
  /** Samples drawn with as many tokens. */
  readonly solutions: number;
  /** Whether each way chose the right answer. */
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
  await using models = await openBenchModels({ policy: values.model }, { threads });
  if (!models.ports.ppm) throw new RstarError("bad_request", `Cannot use ${values.model} as it has no PPM`);
  const search = { ...PRESETS.paper, ...models.manifest.search };
  const { candidates, temperature } = search;
  const settings = { model: values.model, budgets: budgets.join(), candidates, temperature, seed };
  const outcomes = await measure(problems, {
    name: measurementName("trajectories", settings),
    results,
    concurrency: models.concurrency,
    of: async (problem) => ({ budgets: await outcomesOf(problem, models, { search, budgets, seed }) }),
    onProgress: progress,
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
  const searches = (await treesOfBudgets(problem, ports, { search, budgets, seed })).map((trees) => ({
    found: trees.flatMap((tree) => tree.found.map(trajectoryOf)),
    tokens: sum(trees.map((tree) => tree.tokens)),
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
      const means = [meanText(at.map(({ tokens }) => tokens)), meanText(at.map(({ solutions }) => solutions))];
      return [rollouts, ...means, ...shares];
    });
    const columns = ["rollouts", "tokens a problem", "solutions in as many tokens", ...Object.values(WAYS)];
    console.log(`### ${level}: ${members.length} problems, ${title}\n\n${markdownTable(columns, rows)}\n`);
  }
  const all = budgets.map((_, index) => [...outcomes.values()].map((row) => row.budgets[index]));
  const chart = accuracyChart({
    title: `Accuracy by budget, ${problems.length} held-out problems, ${title}`,
    xLabel: "rollouts of the search; below, tokens a problem for each of the three",
    budgets: budgets.map((rollouts, index) => [String(rollouts), meanText(all[index].map(({ tokens }) => tokens))]),
    lines: WAY_NAMES.map((way) => ({
      label: WAYS[way],
      points: all.map((at) => {
        const right = at.filter((outcome) => outcome.right[way]).length;
        return { share: right / at.length, ...wilson(right, at.length) };
      }),
    })),
  });
  await Deno.writeTextFile(svg, chart);
  progress(`chart: ${svg}`);
}

function meanText(values: readonly number[]): string {
  return mean(values).toFixed(0);
}
