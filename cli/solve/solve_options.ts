/**
 * The options of `solve`.
 *
 * @module
 */
import { Command } from "@commander-js/extra-typings";
import { type SearchRequest, searchRequestSchema } from "@rstar/core/search/request";
import {
  acceleratorOption,
  engineTimeoutOption,
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
  /** File of questions; `-` is stdin. Excludes a question as argument. */
  readonly file?: string;
  /** Whether each result is printed as one JSON object. */
  readonly json?: true;
  /** Whether the winning program is printed before the answer. */
  readonly steps?: true;
  /** File to write the trace to. */
  readonly trace?: string;
}

/** The command: options of a search come from core's schema, the others are its own. */
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
    .addOption(engineTimeoutOption())
    .addOption(acceleratorOption())
    .addOption(llamaLibraryOption())
    .addOption(unsafeOption())
    .action((question, options) => action(question, options)) as unknown as Command;
}
