/**
 * Accuracy on each module of the Mathematics Dataset with the default search of `solve`, the worst module first.
 *
 * ```sh
 * deno run -A bench/accuracy/modules.ts --split interpolate --exclude runs/rstar-tiny/demonstrations \
 *   --out modules.jsonl > modules.md
 * ```
 *
 * Problems are drawn as in the dataset's own test files: `interpolate` from its 56 modules, `extrapolate` from 15 of them
 * with larger numbers or longer questions; not balanced by definitions, at most 160 characters. `everyday` is not part of
 * the dataset (`python/problems/questions/everyday.py`). A module with too few questions of that length is listed with what it has.
 * Published accuracies are of models that answer directly, without a Python tool.
 *
 * `--exclude` leaves out the problems in a folder of JSON Lines, such as the demonstrations that a model was trained on.
 * `--out` keeps each result, and the same command resumes from there.
 *
 * @module
 * @see Saxton et al. 2019, Analysing Mathematical Reasoning Abilities of Neural Models (arXiv 1904.01557)
 */
import { parseArgs } from "node:util";
import { RstarError } from "@rstar/core";
import { searchDefaults } from "@rstar/core/search";
import { shareText } from "@rstar/eval/format";
import { measure, measurementName, ResultFile } from "@rstar/eval/results";
import { mean } from "@rstar/eval/statistics";
import { markdownTable } from "@rstar/eval/text-report";
import { EMBEDDED_MODEL } from "@rstar/solver";
import { benchPython, openBenchModels } from "../harness/bench_processes.ts";
import { benchProgram, givenNumber, progress, wholeNumber } from "../harness/bench_program.ts";
import { type DatasetProblem, drawProblems, seenIds } from "../problems/held_out.ts";
import { type Outcome, solveOne } from "./solve_one.ts";

const SPLITS = ["interpolate", "extrapolate", "everyday"];
/** How many times as many problems are drawn where some are excluded. */
const SPARE_FACTOR = 2;

await benchProgram(async () => {
  const { values } = parseArgs({
    options: {
      model: { type: "string", default: EMBEDDED_MODEL },
      ppm: { type: "string" },
      split: { type: "string", default: "interpolate" },
      "per-module": { type: "string", default: "50" },
      "max-characters": { type: "string", default: "160" },
      "problem-seed": { type: "string", default: "920001" },
      seed: { type: "string", default: "0" },
      exclude: { type: "string", multiple: true, default: [] },
      threads: { type: "string" },
      out: { type: "string" },
    },
  });
  const { model, ppm, split } = values;
  if (!SPLITS.includes(split)) {
    throw new RstarError("bad_request", `Cannot use --split as it must be one of ${SPLITS.join(", ")}: ${split}`);
  }
  const seed = wholeNumber(values.seed, "--seed", 0);
  const problems = await drawModules({
    split,
    perModule: wholeNumber(values["per-module"], "--per-module"),
    maxCharacters: wholeNumber(values["max-characters"], "--max-characters"),
    seed: wholeNumber(values["problem-seed"], "--problem-seed", 0),
    seen: await seenIds(values.exclude),
  });
  const results = await ResultFile.open(values.out);
  const threads = givenNumber(values.threads, "--threads");
  await using models = await openBenchModels({ policy: model, ppm }, { threads });
  const options = { ...searchDefaults(models.manifest), seed };
  const outcomes = await measure(problems, {
    name: measurementName("solve", { model, ppm: ppm ?? "own", split, seed }),
    results,
    concurrency: models.concurrency,
    of: (problem) => solveOne(problem, models, options),
    onProgress: progress,
  });
  print(split, problems, outcomes);
});

async function drawModules({ split, perModule, maxCharacters, seed, seen }: {
  readonly split: string;
  readonly perModule: number;
  readonly maxCharacters: number;
  readonly seed: number;
  readonly seen: ReadonlySet<string>;
}): Promise<DatasetProblem[]> {
  const drawn = await drawProblems(benchPython(), {
    split,
    seed,
    per_module: perModule * (seen.size > 0 ? SPARE_FACTOR : 1),
    max_characters: maxCharacters,
    as_drawn: true,
  });
  const modules = Map.groupBy(drawn.filter(({ id }) => !seen.has(id)), ({ module }) => module);
  return [...modules.values()].flatMap((members) => members.slice(0, perModule));
}

function print(split: string, problems: readonly DatasetProblem[], outcomes: ReadonlyMap<string, Outcome>): void {
  const rightOf = (members: readonly DatasetProblem[]): number =>
    members.filter(({ id }) => outcomes.get(id)!.right).length;
  const tokensOf = (members: readonly DatasetProblem[]): string =>
    mean(members.map(({ id }) => outcomes.get(id)!.tokens)).toFixed(0);
  const modules = [...Map.groupBy(problems, ({ module }) => module)]
    .map(([module, members]) => ({ module, members, share: rightOf(members) / members.length }))
    .sort((a, b) => a.share - b.share || (a.module < b.module ? -1 : 1));
  const groups = [{ module: "all", members: problems }, ...modules];
  const rows = groups.map(({ module, members }) => [
    module,
    members.length,
    shareText(rightOf(members), members.length),
    tokensOf(members),
  ]);
  const columns = ["module", "problems", "right, percent with 95 % interval", "tokens a problem"];
  console.log(`### ${split}: ${modules.length} modules\n\n${markdownTable(columns, rows)}`);
}
