/**
 * Held-out problems of the Mathematics Dataset: drawn by `python/problems/generate.py` with another seed, without those
 * that were searched or demonstrated.
 *
 * Problems are compared by the words of their questions: a demonstrated question in other words is not recognised.
 *
 * @module
 */
import { type EvolutionRecipe, type LabelledProblem, RstarError } from "@rstar/core";
import { type Flags, PYTHON_MODULES, type PythonRunner } from "@rstar/core/evolve";
import { readJsonLines } from "@rstar/eval/results";

/** A problem of the dataset, as `generate.py` prints it. */
export interface DatasetProblem extends LabelledProblem {
  /** Its module in the dataset: `algebra__linear_1d`. */
  readonly module: string;
  /** How many sentences define something. */
  readonly definitions: number;
}

/** A held-out problem, drawn by one of a recipe's levels. */
export interface HeldOutProblem extends DatasetProblem {
  /** The level's name. */
  readonly level: string;
}

/** Problems drawn beyond those requested, as a share of these, to replace those that were seen before. */
const SPARE_SHARE = 0.5;
/** The same as a number, for small requests. */
const SPARE = 50;

/** Draws problems; `flags` are those of `python -m problems.generate`. */
export async function drawProblems(python: Pick<PythonRunner, "run">, flags: Flags): Promise<DatasetProblem[]> {
  const problems: DatasetProblem[] = [];
  await python.run(PYTHON_MODULES.generate(flags), {
    onLine: (line) => {
      const { id, module, question, answer, definitions } = JSON.parse(line);
      problems.push({ id, module, question, answer, definitions });
    },
  });
  return problems;
}

/**
 * Draws `count` problems a level with the recipe's flags, and `seed` plus the level's number for a seed.
 *
 * @param options `seen`: ids that are left out
 * @throws {RstarError} `bad_request`: the recipe draws no problems; `job_failed`: a level has fewer new problems
 */
export async function drawHeldOut(
  { problems: levels }: Pick<EvolutionRecipe, "problems">,
  { python, count, seed, seen, onProgress }: {
    readonly python: Pick<PythonRunner, "run">;
    readonly count: number;
    readonly seed: number;
    readonly seen: ReadonlySet<string>;
    readonly onProgress: (line: string) => void;
  },
): Promise<HeldOutProblem[]> {
  if (!levels) {
    throw new RstarError("bad_request", "Cannot draw held-out problems as the recipe draws none: [[problems]]");
  }
  const drawn = new Map<string, HeldOutProblem>();
  for (const [index, { name: level, flags }] of levels.entries()) {
    onProgress(`drawing ${count} problems of level ${level}`);
    const asked = Math.ceil(count * (1 + SPARE_SHARE)) + SPARE;
    const fresh = (await drawProblems(python, { ...flags, count: asked, seed: seed + index }))
      .filter(({ id }) => !seen.has(id) && !drawn.has(id)).slice(0, count);
    if (fresh.length < count) {
      const message = `Cannot draw ${count} held-out problems of level ${level} as only ${fresh.length} are new`;
      throw new RstarError("job_failed", message);
    }
    for (const problem of fresh) drawn.set(problem.id, { ...problem, level });
  }
  return [...drawn.values()];
}

/** The ids of the problems that a recipe's rounds search. */
export async function searchedIds(
  { problems: levels = [] }: Pick<EvolutionRecipe, "problems">,
  python: Pick<PythonRunner, "run">,
): Promise<Set<string>> {
  const ids = new Set<string>();
  for (const { count, flags } of levels) {
    for (const { id } of await drawProblems(python, { ...flags, count })) ids.add(id);
  }
  return ids;
}

/**
 * The ids of problems that were searched or demonstrated.
 *
 * @param paths files of JSON Lines whose rows have an `id`, or folders of them
 * @throws {RstarError} `bad_request`: a path does not exist, or a line is no JSON
 */
export async function seenIds(paths: readonly string[]): Promise<Set<string>> {
  const ids = new Set<string>();
  for (const path of paths) {
    for (const file of await filesAt(path)) {
      for (const { id } of await readJsonLines<{ readonly id: string }>(file)) ids.add(id);
    }
  }
  return ids;
}

async function filesAt(path: string): Promise<string[]> {
  const info = await Deno.stat(path).catch((cause) => {
    throw new RstarError("bad_request", `Cannot leave out what is in ${path} as nothing is there`, { cause });
  });
  if (!info.isDirectory) return [path];
  const files: string[] = [];
  for await (const { name } of Deno.readDir(path)) if (name.endsWith(".jsonl")) files.push(`${path}/${name}`);
  return files.sort();
}
