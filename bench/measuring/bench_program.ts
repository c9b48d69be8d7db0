/**
 * What the programs that make tables have in common: options, and how an error is told.
 *
 * @module
 */
import { EXIT_CODES, RstarError } from "@rstar/core";

/** Says what goes on, on stderr: stdout is for the tables. */
export function tell(line: string): void {
  console.error(line);
}

/** Runs a program. What a user can do something about is told in one sentence, everything else with its stack. */
export async function benchProgram(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (error instanceof RstarError) {
      tell(`Error: ${error.message}`);
      Deno.exitCode = EXIT_CODES[error.code];
    } else if (isArgumentError(error)) {
      tell(`Error: ${error.message}`);
      Deno.exitCode = EXIT_CODES.bad_request;
    } else throw error;
  }
}

function isArgumentError(error: unknown): error is Error {
  return error instanceof Error && String((error as { code?: unknown }).code).startsWith("ERR_PARSE_ARGS");
}

/**
 * The whole number that an option has.
 *
 * @throws {RstarError} `bad_request`: it is none, or below `least`, default 1
 */
export function wholeNumber(text: string, option: string, least = 1): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new RstarError("bad_request", `Cannot use ${option} as it must be a whole number from ${least}: ${text}`);
}

/**
 * The whole number that an option has, where it is given.
 *
 * @throws {RstarError} `bad_request`, as {@linkcode wholeNumber} does
 */
export function givenNumber(text: string | undefined, option: string): number | undefined {
  return text === undefined ? undefined : wholeNumber(text, option);
}

/**
 * The whole numbers of an option, parted by commas.
 *
 * @throws {RstarError} `bad_request`, as {@linkcode wholeNumber} does
 */
export function wholeNumbers(text: string, option: string, least = 1): number[] {
  return text.split(",").map((part) => wholeNumber(part.trim(), option, least));
}
