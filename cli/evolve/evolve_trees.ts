/**
 * The commands `evolve export` and `evolve import`: trees in the official code's form.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import {
  fromOfficialTree,
  type GrownProblem,
  grownProblem,
  keptProblems,
  roundData,
  RunFolder,
  toOfficialTree,
} from "@rstar/core/evolve";
import { isLuckyGuess } from "@rstar/mathematics";
import { SqliteStore } from "@rstar/store";
import { onNamed, readRecipe, readText } from "../named_files.ts";
import { print } from "../print.ts";

/** The values of the options of `evolve export`. */
export interface EvolveExportOptions {
  /** Name of the run, a folder in `runs`. */
  readonly run: string;
  /** Number of the round, from 1. */
  readonly round: number;
  /** Folder of all runs. Default `runs`. */
  readonly runs?: string;
}

/**
 * Prints the trees of a round, finished or not, to stdout, one a line.
 *
 * @returns the exit code, 0
 * @throws {RstarError} `bad_request`: there is no such run, or another process works on it
 */
export async function evolveExport({ run: name, round, runs = "runs" }: EvolveExportOptions): Promise<number> {
  const run = new RunFolder(`${runs}/${name}`);
  const problems = await keptProblems(run);
  if (problems === null) throw new RstarError("bad_request", `Cannot read ${run.problems}: there is no such run`);
  using store = new SqliteStore(run.store);
  const journal = store.journal(round);
  for (const problem of problems) {
    for (const tree of grownProblem(problem, [journal]).trees) {
      print(JSON.stringify(toOfficialTree(problem, tree)));
    }
  }
  return 0;
}

/** The values of the options of `evolve import`. */
export interface EvolveImportOptions {
  /** Folder for the data; created if it is missing. */
  readonly out: string;
  /** Path of the recipe that says how data is drawn. Default: the embedded model's. */
  readonly recipe?: string;
}

/**
 * Draws SFT data and preference pairs from a file of trees, one a line; lines with one problem are trees of that
 * problem. Prints the counts to stdout as JSON.
 *
 * @returns the exit code, 0
 * @throws {RstarError} `bad_request`: the file cannot be read, or a line is no tree
 */
export async function evolveImport(path: string, { out, recipe }: EvolveImportOptions): Promise<number> {
  const problems = grownProblems(await readText(path), path);
  if (problems.length === 0) throw new RstarError("bad_request", `Cannot use ${path} as it holds no trees`);
  await onNamed(`write to ${out}`, () => Deno.mkdir(out, { recursive: true }));
  const trees = () => problems.values();
  print(
    JSON.stringify(
      await roundData(out, { recipe: await readRecipe(recipe), round: 1, trees, isLucky: isLuckyGuess }),
      null,
      2,
    ),
  );
  return 0;
}

function grownProblems(text: string, path: string): GrownProblem[] {
  const problems = Map.groupBy(
    text.split("\n").flatMap((line, index) =>
      line.trim() === "" ? [] : [readTree(line, `line ${index + 1} of ${path}`)]
    ),
    ({ problem }) => problem.id,
  );
  return [...problems.values()].map((trees) => ({ problem: trees[0].problem, trees: trees.map(({ tree }) => tree) }));
}

function readTree(line: string, place: string): ReturnType<typeof fromOfficialTree> {
  try {
    return fromOfficialTree(line);
  } catch (cause) {
    throw new RstarError("bad_request", `Cannot use ${place}: ${(cause as Error).message}`, { cause });
  }
}
