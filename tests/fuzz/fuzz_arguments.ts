/**
 * The command line of `fuzz.ts`.
 *
 * @module
 */
import { parseArgs } from "node:util";

/** What is printed for `--help`; `targets` are the names that may be given. */
export function usage(targets: Iterable<string>): string {
  return `Usage: deno task fuzz [--seconds N] [--seed N] [--target NAME]… [--verbose]

  --seconds N    seconds for each target (default 60)
  --seed N       an integer; the same one gives the same inputs (default: the time)
  --target NAME  one of ${[...targets].join(", ")}; may be repeated (default: all)
  --verbose      print the commonest outcomes too
  --help         print this`;
}

/** What the command line asks for. */
export interface FuzzArguments {
  readonly seconds: number;
  readonly seed: number;
  /** Names of targets. */
  readonly targets: readonly string[];
  readonly verbose: boolean;
  /** Whether usage is to be printed, and nothing else done. */
  readonly help: boolean;
}

/**
 * Reads the command line.
 *
 * @param known the names of all targets
 * @throws {TypeError} an option is unknown, or its value wrong; one sentence
 */
export function readArguments(args: readonly string[], known: Iterable<string>): FuzzArguments {
  const names = [...known];
  const { seconds, seed, target, verbose, help } = parsed(args);
  const unknown = target?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`Cannot fuzz as no target is ${unknown}: there are ${names.join(", ")}`);
  }
  if (!(Number(seconds) > 0)) throw new TypeError(`Cannot fuzz as --seconds is no number above 0: ${seconds}`);
  if (!/^\d+$/.test(seed) || !Number.isSafeInteger(Number(seed))) {
    throw new TypeError(`Cannot fuzz as --seed is no integer from 0: ${seed}`);
  }
  return { seconds: Number(seconds), seed: Number(seed), targets: target ?? names, verbose, help };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seconds: { type: "string", default: "60" },
        seed: { type: "string", default: String(Date.now() % 2 ** 32) },
        target: { type: "string", multiple: true },
        verbose: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const [reason] = cause.message.split(/\.(?:\s|$)|\n/);
    throw new TypeError(`Cannot fuzz as the command line is wrong: ${reason} (see --help)`, { cause });
  }
}
