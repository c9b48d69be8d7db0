/**
 * The options of `solve`.
 *
 * @module
 */
import { Command } from "@commander-js/extra-typings";
import type { AnswerForms } from "@rstar/core/search";
import { type SearchRequest, searchRequestSchema } from "@rstar/core/search/request";
import {
  acceleratorOption,
  engineTimeoutOption,
  llamaLibraryOption,
  type ModelFlags,
  modelOption,
  option,
  pathOption,
  ppmOption,
  searchOption,
  stepFormatOption,
  threadsOption,
  unsafeOption,
  yesOption,
} from "../option.ts";

/** The values of the options of `solve`. */
export interface SolveOptions extends ModelFlags, SearchRequest {
  /** File of questions; `-` is stdin. Excludes a question as argument. Default: stdin where no question is given. */
  readonly file?: string;
  /** Whether each result is printed as one JSON object. */
  readonly json?: true;
  /** Whether the winning program is printed before the answer. */
  readonly steps?: true;
  /** Notation of the answers. Default `plain`; JSON has all of them. */
  readonly format?: keyof AnswerForms;
  /** File to write the trace to. */
  readonly trace?: string;
}

/** The command: options of a search come from core's schema, the others are its own. */
export function solveCommand(action: (words: readonly string[], options: SolveOptions) => Promise<void>): Command {
  const { budgetSeconds, ...asked } = searchRequestSchema.shape;
  const searchOptions = [...Object.values(asked), budgetSeconds.min(0.001)].map(searchOption);
  const command = new WordsCommand("solve")
    .description("search for the answer of a maths problem, with every step of reasoning run as Python")
    .argument("[question...]", "the problem in words; - or none reads questions from stdin, one a line")
    .addOption(pathOption("--file <path>", "questions as .jsonl, .csv or .txt, one a row; - is stdin"))
    .addOption(option("--json", "one JSON object a question on stdout"))
    .addOption(option("--steps", "print the winning program with its outputs before the answer"))
    .addOption(option("--format <notation>", "notation of the answer").choices(["plain", "latex", "python"] as const))
    .addOption(modelOption())
    .addOption(yesOption())
    .addOption(ppmOption())
    .addOption(stepFormatOption());
  for (const one of searchOptions) command.addOption(one);
  return command
    .addOption(pathOption("--trace <path>", "write the search as JSON Lines that replay to the same trees"))
    .addOption(threadsOption())
    .addOption(engineTimeoutOption())
    .addOption(acceleratorOption())
    .addOption(llamaLibraryOption())
    .addOption(unsafeOption())
    .action((words, options) => action(words, options)) as unknown as Command;
}

/** What is a misspelt option where it is none of the command's: `--rolouts`, `-v`. A question may begin with a minus too. */
const OPTION_REGEXP = /^(--[a-z][\w-]*(=.*)?|-[a-z][a-z-]*)$/i;

/** A command whose arguments are words, of which `-3 + 5` is one. */
class WordsCommand extends Command {
  override parseOptions(args: string[]): { operands: string[]; unknown: string[] } {
    const { operands, unknown } = super.parseOptions(args);
    const option = unknown.findIndex((word) => OPTION_REGEXP.test(word));
    const words = option < 0 ? unknown.length : option;
    return { operands: [...operands, ...unknown.slice(0, words)], unknown: unknown.slice(words) };
  }
}
