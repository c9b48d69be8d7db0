/**
 * The problems that every round of a run searches, chosen once and kept in `problems.jsonl`.
 *
 * @module
 */
import { RstarError } from "../../errors.ts";
import type { SearchProblem } from "../data/grown_problem.ts";
import type { PythonRunner } from "../jobs/python_runner.ts";
import { readIfThere, writeWhole } from "@rstar/system";
import type { LevelRecipe } from "../recipe/recipe.ts";
import type { RunFolder } from "../run/run_folder.ts";
import { PYTHON_MODULES } from "../jobs/python_modules.ts";

/** The problems of a run that has begun; null where it has none yet. */
export async function keptProblems(run: RunFolder): Promise<SearchProblem[] | null> {
  const text = await readIfThere(run.problems);
  return text === null ? null : fromText(text);
}

/**
 * The problems of a run: those it has kept, else `given`, else drawn as the recipe says. The first call keeps them.
 *
 * @param options.given the user's own problems; they may be left out where the run has kept some or `levels` says how to draw them
 * @throws {RstarError} `bad_request`: neither `given` nor `levels`, or `given` differ from those kept
 */
export async function searchProblems(
  run: RunFolder,
  { given, levels, python, onProgress }: {
    readonly given?: readonly SearchProblem[];
    readonly levels?: readonly LevelRecipe[];
    readonly python: Pick<PythonRunner, "run">;
    readonly onProgress: (line: string) => void;
  },
): Promise<SearchProblem[]> {
  const kept = await readIfThere(run.problems);
  if (kept !== null) {
    if (given && asText(given) !== kept) {
      throw new RstarError("bad_request", `Cannot search these problems as the run has others: see ${run.problems}`);
    }
    return fromText(kept);
  }
  if (!given && !levels) {
    throw new RstarError("bad_request", "Cannot begin as the recipe draws no problems: give a file with --problems");
  }
  const problems = given ?? await draw(levels!, python, onProgress);
  await Deno.mkdir(run.path, { recursive: true });
  await writeWhole(run.problems, asText(problems));
  return [...problems];
}

/** Draws each level's problems; a question drawn for two levels counts for the first. */
async function draw(
  levels: readonly LevelRecipe[],
  python: Pick<PythonRunner, "run">,
  onProgress: (line: string) => void,
): Promise<SearchProblem[]> {
  const problems = new Map<string, SearchProblem>();
  for (const { name: level, count, flags } of levels) {
    onProgress(`Drawing ${count} problems of level ${level}`);
    await python.run(PYTHON_MODULES.generate({ count, ...flags }), {
      onLine: (line) => {
        const { id, question, answer } = JSON.parse(line);
        if (!problems.has(id)) problems.set(id, { id, question, answer, level });
      },
    });
  }
  return [...problems.values()];
}

function asText(problems: readonly SearchProblem[]): string {
  return problems.map((problem) => `${JSON.stringify(problem)}\n`).join("");
}

function fromText(text: string): SearchProblem[] {
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}
