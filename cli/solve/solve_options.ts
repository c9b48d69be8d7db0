import { Command } from "@commander-js/extra-typings";
import type { PresetName } from "@rstar/core";
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

/** The values of the options of `solve`. */
export interface SolveOptions extends ModelFlags {
  /** File of questions. */
  readonly file?: string;
  /** Print JSON. */
  readonly json?: true;
  /** Print the winning program. */
  readonly steps?: true;
  /** Search instead of the model's own. */
  readonly preset?: PresetName;
  /** Rollouts of a tree. */
  readonly rollouts?: number;
  /** Candidates for each step. */
  readonly candidates?: number;
  /** Steps of a trajectory at most. */
  readonly depth?: number;
  /** Trees for each question. */
  readonly trees: number;
  /** Sampling temperature. */
  readonly temperature?: number;
  /** Seed of every sample. */
  readonly seed: number;
  /** Tokens for a question. */
  readonly budgetTokens?: number;
  /** Seconds for a question. */
  readonly budgetSeconds?: number;
  /** File of the trace. */
  readonly trace?: string;
}

/** The command `solve`. */
export function solveCommand(action: (question: string | undefined, options: SolveOptions) => Promise<void>): Command {
  return new Command("solve")
    .description("search for the answer of a maths problem, with every step of reasoning run as Python")
    .argument("[question]", "the problem in words")
    .addOption(option("--file <path>", "questions as .jsonl or .csv, one a row; - is JSON Lines on stdin"))
    .addOption(option("--json", "one JSON object a question on stdout"))
    .addOption(option("--steps", "print the winning program with its outputs before the answer"))
    .addOption(modelOption())
    .addOption(ppmOption())
    .addOption(
      option("--preset <name>", "search as the paper or the official code describes it").choices(
        ["paper", "msft"] as const,
      ),
    )
    .addOption(option("--rollouts <n>", "rollouts of a tree").argParser(count))
    .addOption(option("--candidates <n>", "candidates for each step").argParser(count))
    .addOption(option("--depth <n>", "steps of a trajectory at most").argParser(count))
    .addOption(option("--trees <n>", "trees for each question").argParser(count).default(1))
    .addOption(option("--temperature <t>", "sampling temperature").argParser(number({ min: 0, integer: false })))
    .addOption(option("--seed <n>", "seed of every sample").argParser(number({ min: 0 })).default(0))
    .addOption(option("--budget-tokens <n>", "tokens for a question").argParser(count))
    .addOption(
      option("--budget-seconds <s>", "seconds for a question").argParser(number({ min: 0.001, integer: false })),
    )
    .addOption(option("--trace <path>", "write the search as JSON Lines that replay to the same trees"))
    .addOption(threadsOption())
    .addOption(acceleratorOption())
    .addOption(llamaLibraryOption())
    .addOption(unsafeOption())
    .action((question, options) => action(question, options)) as unknown as Command;
}
