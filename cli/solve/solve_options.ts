import { Command } from "@commander-js/extra-typings";
import { type SearchRequest, searchRequestSchema } from "@rstar/core/search/request";
import {
  acceleratorOption,
  llamaLibraryOption,
  type ModelFlags,
  modelOption,
  option,
  ppmOption,
  searchOption,
  threadsOption,
  unsafeOption,
} from "../option.ts";

/** The values of the options of `solve`. */
export interface SolveOptions extends ModelFlags, SearchRequest {
  /** File of questions. */
  readonly file?: string;
  /** Print JSON. */
  readonly json?: true;
  /** Print the winning program. */
  readonly steps?: true;
  /** File of the trace. */
  readonly trace?: string;
}

/** The command `solve`. */
export function solveCommand(action: (question: string | undefined, options: SolveOptions) => Promise<void>): Command {
  const { budgetSeconds, ...asked } = searchRequestSchema.shape;
  const searchOptions = [...Object.values(asked), budgetSeconds.min(0.001)].map(searchOption);
  const command = new Command("solve")
    .description("search for the answer of a maths problem, with every step of reasoning run as Python")
    .argument("[question]", "the problem in words")
    .addOption(option("--file <path>", "questions as .jsonl or .csv, one a row; - is JSON Lines on stdin"))
    .addOption(option("--json", "one JSON object a question on stdout"))
    .addOption(option("--steps", "print the winning program with its outputs before the answer"))
    .addOption(modelOption())
    .addOption(ppmOption());
  for (const one of searchOptions) command.addOption(one);
  return command
    .addOption(option("--trace <path>", "write the search as JSON Lines that replay to the same trees"))
    .addOption(threadsOption())
    .addOption(acceleratorOption())
    .addOption(llamaLibraryOption())
    .addOption(unsafeOption())
    .action((question, options) => action(question, options)) as unknown as Command;
}
