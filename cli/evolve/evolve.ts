/**
 * The command `evolve`: rounds of self-evolution.
 *
 * @module
 */
import { evolve, type EvolveEvent, RstarError } from "@rstar/core";
import { RunFolder } from "@rstar/core/evolve";
import { PythonPrograms } from "@rstar/environment";
import { isLuckyGuess } from "@rstar/mathematics";
import { PYTHON_ROOT } from "@rstar/solver";
import { SqliteStore } from "@rstar/store";
import { onInterrupt } from "../interrupt.ts";
import { readyModel } from "../models/ready_model.ts";
import { readRecipe } from "../named_files.ts";
import { logLines, terminalLine } from "../progress_sink.ts";
import { readProblems } from "../solve/questions.ts";
import type { EvolveCommandOptions } from "./evolve_options.ts";
import { evolvePlan } from "./evolve_plan.ts";
import { EvolveProgress } from "./evolve_progress.ts";
import { openEvolveSession } from "./evolve_session.ts";
import { print } from "../print.ts";
import { say } from "../say.ts";

/** The folder of all runs. */
const RUNS = "runs";

/**
 * Runs rounds of self-evolution, or resumes them. Prints the folder of each finished round to stdout, which `solve
 * --model` accepts, and progress to stderr. With `dryRun` it prints the plan and does nothing.
 *
 * @returns the exit code: 0, or that of the signal where it was interrupted
 * @throws {RstarError} `bad_request` for a wrong recipe, problems or round; what makes a round impossible
 */
export async function evolveRounds(options: EvolveCommandOptions): Promise<number> {
  using interrupt = onInterrupt();
  const { signal } = interrupt;
  const recipe = await readRecipe(options.recipe);
  const run = new RunFolder(`${RUNS}/${options.run}`);
  const rounds = roundsOf(options);
  const problems = options.problems === undefined ? undefined : await readProblems(options.problems);
  if (options.dryRun) {
    print(await evolvePlan({ ...options, run, recipe, rounds, problems }));
    return 0;
  }
  const sink = Deno.stderr.isTerminal() ? terminalLine() : logLines();
  const progress = new EvolveProgress(sink, say);
  const onProgress = (text: string): void => progress.follow({ type: "note", text });
  const onEvent = (event: EvolveEvent): void => {
    progress.follow(event);
    if (event.type === "finished") print(run.round(event.round));
  };
  const { base, limit } = options;
  const isServer = /^https?:/.test(options.bootstrap ?? "http:");
  try {
    const bootstrap = isServer ? options.bootstrap : await readyModel(options.bootstrap!, { ...options, signal });
    await evolve({
      run,
      recipe,
      rounds,
      problems,
      bootstrap,
      base,
      limit,
      isLucky: isLuckyGuess,
      openStore: (path) => new SqliteStore(path),
      open: (models) => openEvolveSession(models, { ...options, recipe, signal, onProgress }),
      python: new PythonPrograms({ root: PYTHON_ROOT, launch: recipe.launch, onProgress, signal }),
      onEvent,
      signal,
    });
    return 0;
  } catch (error) {
    if (interrupt.exitCode === null) throw error;
    sink.clear();
    say("Interrupted: the same command goes on from here.");
    return interrupt.exitCode;
  } finally {
    sink.clear();
  }
}

function roundsOf({ round, rounds }: EvolveCommandOptions): number[] {
  if (round !== undefined) return [round];
  if (rounds !== undefined) return Array.from({ length: rounds }, (_, index) => index + 1);
  throw new RstarError("bad_request", "Cannot evolve as neither --round nor --rounds says how far");
}
