import { Command, InvalidArgumentError } from "@commander-js/extra-typings";
import { parseStrategies, type Strategy } from "@rstar/eval";
import {
  acceleratorOption,
  count,
  llamaLibraryOption,
  type ModelFlags,
  modelOption,
  number,
  option,
  ppmOption,
  threadsOption,
  unsafeOption,
} from "../option.ts";

/** The values of the options of `eval`. */
export interface EvalOptions extends ModelFlags {
  /** Ways to answer. */
  readonly strategies: readonly Strategy[];
  /** Folder of benchmark files. */
  readonly data?: string;
  /** Problems at most. */
  readonly limit?: number;
  /** Seed of every sample. */
  readonly seed: number;
  /** Folder of the results. */
  readonly out?: string;
}

/** The command `eval`, without its subcommands. */
export function evalCommand(action: (benchmark: string, options: EvalOptions) => Promise<void>): Command {
  return new Command("eval")
    .description(
      "measure ways to answer, side by side, on a benchmark; an interrupted one goes on with the same command",
    )
    .argument("<benchmark>", "a name (math500, aime2024, mathematics:interpolate …) or a file with question and answer")
    .addOption(
      option(
        "--strategies <list>",
        "greedy, solve, majority@N, weighted@N, best@N, search@N, search:PRESET@N, beam@N; 1..64 doubles",
      )
        .argParser(strategies).default(parseStrategies("greedy,solve"), "greedy,solve"),
    )
    .addOption(option("--data <folder>", "folder of benchmark files; else the Hugging Face cache"))
    .addOption(modelOption())
    .addOption(ppmOption())
    .addOption(option("--limit <n>", "so many of the problems, spread over all of them").argParser(count))
    .addOption(option("--seed <n>", "seed of every sample").argParser(number({ min: 0 })).default(0))
    .addOption(option("--out <folder>", "folder of the results; default: runs/eval/<benchmark>-<model>"))
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
