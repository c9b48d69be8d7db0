/**
 * The options of `eval`.
 *
 * @module
 */
import { Command, InvalidArgumentError } from "@commander-js/extra-typings";
import { isBenchmarkFile, parseStrategies, type Strategy } from "@rstar/eval";
import {
  acceleratorOption,
  count,
  llamaLibraryOption,
  type ModelFlags,
  modelOption,
  number,
  option,
  path,
  pathOption,
  ppmOption,
  stepFormatOption,
  threadsOption,
  unsafeOption,
  yesOption,
} from "../option.ts";

/** The values of the options of `eval`. */
export interface EvalOptions extends ModelFlags {
  /** What is measured, side by side. */
  readonly strategies: readonly Strategy[];
  /** Folder of benchmark files. Default: the Hugging Face cache. */
  readonly data?: string;
  /** Problems at most, spread evenly over the benchmark. Default: all. */
  readonly limit?: number;
  /** Seed of every sample. */
  readonly seed: number;
  /** Folder of the results. Default `runs/eval/<benchmark>-<model>`. */
  readonly out?: string;
}

/** The command, to which its subcommand `diff` is added. */
export function evalCommand(action: (benchmark: string, options: EvalOptions) => Promise<void>): Command {
  return new Command("eval")
    .description(
      "measure ways to answer, side by side, on a benchmark; an interrupted one goes on with the same command",
    )
    .argument(
      "<benchmark>",
      "a name (math500, aime2024, mathematics:interpolate …) or a file with question and answer",
      (text: string) => isBenchmarkFile(text) ? path(text) : text,
    )
    .addOption(
      option(
        "--strategies <list>",
        "greedy, solve, majority@N, weighted@N, best@N, search@N, search:PRESET@N, beam@N; 1..64 doubles",
      )
        .argParser(strategies).default(parseStrategies("greedy,solve"), "greedy,solve"),
    )
    .addOption(pathOption("--data <folder>", "folder of benchmark files; else the Hugging Face cache"))
    .addOption(modelOption())
    .addOption(yesOption())
    .addOption(ppmOption())
    .addOption(stepFormatOption())
    .addOption(option("--limit <n>", "so many of the problems, spread over all of them").argParser(count))
    .addOption(option("--seed <n>", "seed of every sample").argParser(number({ min: 0 })).default(0))
    .addOption(pathOption("--out <folder>", "folder of the results; default: runs/eval/<benchmark>-<model>"))
    .addOption(threadsOption())
    .addOption(acceleratorOption())
    .addOption(llamaLibraryOption())
    .addOption(unsafeOption())
    .action((benchmark, options) => action(benchmark, options)) as unknown as Command;
}

function strategies(text: string): Strategy[] {
  try {
    return parseStrategies(text);
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
}
