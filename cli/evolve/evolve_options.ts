/**
 * The options of `evolve`.
 *
 * @module
 */
import { Command, InvalidArgumentError } from "@commander-js/extra-typings";
import {
  acceleratorOption,
  count,
  type EngineFlags,
  llamaLibraryOption,
  modelName,
  option,
  pathOption,
  threadsOption,
  unsafeOption,
  yesOption,
} from "../option.ts";

/** The values of the options of `evolve`. */
export interface EvolveCommandOptions extends EngineFlags {
  /** The only round to run. Excludes `rounds`. */
  readonly round?: number;
  /** The last round to run, from 1; finished ones are skipped. */
  readonly rounds?: number;
  /** Path of the recipe. Default: the embedded model's. */
  readonly recipe?: string;
  /** Name of the run, a folder in `runs`. */
  readonly run: string;
  /** File of problems. Default: the recipe's own. */
  readonly problems?: string;
  /** A bigger model, or the URL of a server, that searches in round 1. */
  readonly bootstrap?: string;
  /** Whether a bootstrap model that is not here is fetched without asking. */
  readonly yes?: true;
  /** Checkpoint folder or GGUF file that policies are trained from. Default: the recipe's. */
  readonly base?: string;
  /** Problems to search at most, spread evenly. Default: all. */
  readonly limit?: number;
  /** Whether the plan is printed and nothing done. */
  readonly dryRun?: true;
}

/** The command, to which its subcommands are added. */
export function evolveCommand(action: (options: EvolveCommandOptions) => Promise<void>): Command {
  return new Command("evolve")
    .description("grow models by search, round by round; an interrupted round goes on with the same command")
    .addOption(option("--round <n>", "run this round").argParser(count).conflicts("rounds"))
    .addOption(option("--rounds <n>", "run the rounds from 1 to this one, passing over finished ones").argParser(count))
    .addOption(pathOption("--recipe <path>", "recipe; default: the embedded model's"))
    .addOption(
      option("--run <name>", "name of the run: its files go to runs/<name>").argParser(runName).default("rstar-tiny"),
    )
    .addOption(
      pathOption("--problems <path>", "problems with question and answer as .jsonl or .csv; - is JSON Lines on stdin"),
    )
    .addOption(
      option("--bootstrap <model|url>", "a bigger model, or an OpenAI-compatible server, that searches in round 1")
        .argParser(modelName),
    )
    .addOption(yesOption())
    .addOption(
      pathOption(
        "--base <path>",
        "checkpoint folder or GGUF file that policies are trained from, instead of the recipe's",
      ),
    )
    .addOption(option("--limit <n>", "search so many of the problems, spread over all of them").argParser(count))
    .addOption(option("--dry-run", "tell what would be done, with estimated tokens and time, and do nothing"))
    .addOption(threadsOption())
    .addOption(acceleratorOption())
    .addOption(llamaLibraryOption())
    .addOption(unsafeOption())
    .action((options) => action(options)) as unknown as Command;
}

function runName(text: string): string {
  if (/^[\w.-]*\w[\w.-]*$/.test(text)) return text;
  throw new InvalidArgumentError("It must be a name of letters, digits, dots and dashes.");
}
