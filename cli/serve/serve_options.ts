/**
 * The options of `serve`.
 *
 * @module
 */
import { Command } from "@commander-js/extra-typings";
import { MAX_SECONDS } from "@rstar/core/search/request";
import { REASONING_FORMS, type ReasoningForm, SOLVE_LIMITS } from "@rstar/server";
import {
  acceleratorOption,
  count,
  engineTimeoutOption,
  llamaLibraryOption,
  type ModelFlags,
  modelOption,
  number,
  option,
  pathOption,
  ppmOption,
  stepFormatOption,
  threadsOption,
  unsafeOption,
  yesOption,
} from "../option.ts";

/** The values of the options of `serve`. */
export interface ServeOptions extends ModelFlags {
  /** Port to listen on; 0 takes a free one. */
  readonly port: number;
  /** Address or host name to listen on. */
  readonly host: string;
  /** SQLite file that keeps the searches; its folder is created. */
  readonly store: string;
  /** API keys, separated by commas. Default: none is required. */
  readonly apiKeys?: string;
  /** Origins whose pages may call, separated by commas; `*` for all. Default: none. */
  readonly origins?: string;
  /** Names of the server besides its local ones, separated by commas; `*` for any. */
  readonly hosts?: string;
  /** Searches under way at the same time. */
  readonly concurrency: number;
  /** Searches that may wait; more get 429. */
  readonly queue: number;
  /** Wall time of a search at most, in seconds. */
  readonly maxSeconds: number;
  /** Tokens that a search generates at most. */
  readonly maxTokens: number;
  /** Where a chat's reasoning goes when its request does not say. */
  readonly reasoning: ReasoningForm;
}

/** The command; its limits have the server's defaults. */
export function serveCommand(action: (options: ServeOptions) => Promise<void>): Command {
  return new Command("serve")
    .description("serve searches over HTTP: /v1/solve, an OpenAI-compatible /v1/chat/completions, and a page")
    .addOption(
      option("--port <n>", "port; 0 takes a free one").argParser(number({ min: 0, max: 65_535 })).default(8080),
    )
    .addOption(option("--host <address>", "address to listen on").default("127.0.0.1"))
    .addOption(modelOption())
    .addOption(yesOption())
    .addOption(ppmOption())
    .addOption(stepFormatOption())
    .addOption(pathOption("--store <path>", "SQLite file that keeps the searches").default("runs/solves.sqlite"))
    .addOption(option("--api-keys <keys>", "keys that /v1 asks for, separated by commas"))
    .addOption(option("--origins <origins>", "origins whose pages may call, separated by commas; * for all"))
    .addOption(option("--hosts <names>", "names of the server besides its local ones, separated by commas; * for any"))
    .addOption(option("--concurrency <n>", "searches under way at the same time").argParser(count).default(64))
    .addOption(option("--queue <n>", "searches that may wait; more get 429").argParser(number({ min: 0 })).default(256))
    .addOption(
      option("--max-seconds <s>", "seconds of a search at most").argParser(
        number({ min: 0.001, max: MAX_SECONDS, integer: false }),
      )
        .default(SOLVE_LIMITS.seconds),
    )
    .addOption(option("--max-tokens <n>", "tokens of a search at most").argParser(count).default(SOLVE_LIMITS.tokens))
    .addOption(
      option("--reasoning <form>", "where a chat's reasoning goes when a request does not say").choices(REASONING_FORMS)
        .default("content" as const),
    )
    .addOption(threadsOption())
    .addOption(engineTimeoutOption())
    .addOption(acceleratorOption())
    .addOption(llamaLibraryOption())
    .addOption(unsafeOption())
    .action((options) => action(options)) as unknown as Command;
}
