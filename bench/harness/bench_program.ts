/**
 * The frame of a measuring program: its options, its progress on stderr, and how it reports errors.
 *
 * @module
 */
import { EXIT_CODES, RstarError } from "@rstar/core";

/** Writes a line of progress to stderr, as stdout is for the tables. */
export function progress(line: string): void {
  console.error(line);
}

/**
 * Runs a program and sets the exit code. An error that its user can act on, such as a wrong option, is reported in one
 * sentence; every other error is thrown.
 */
export async function benchProgram(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (error instanceof RstarError) {
      progress(`Error: ${error.message}`);
      Deno.exitCode = EXIT_CODES[error.code];
    } else if (isArgumentError(error)) {
      progress(`Error: ${error.message}`);
      Deno.exitCode = EXIT_CODES.bad_request;
    } else throw error;
  }
}

function isArgumentError(error: unknown): error is Error {
  return error instanceof Error && String((error as { code?: unknown }).code).startsWith("ERR_PARSE_ARGS");
}

/**
 * The value of an option that is a whole number.
 *
 * @param option its name, for the error
 * @throws {RstarError} `bad_request`: the text is no whole number, or the number is below `least`, default 1
 */
export function wholeNumber(text: string, option: string, least = 1): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new RstarError("bad_request", `Cannot use ${option} as it must be a whole number from ${least}: ${text}`);
}

/**
 * The value of an option that may be absent.
 *
 * @throws {RstarError} `bad_request`, as {@linkcode wholeNumber} does
 */
export function givenNumber(text: string | undefined, option: string): number | undefined {
  return text === undefined ? undefined : wholeNumber(text, option);
}

/**
 * The value of an option that is a comma-separated list of whole numbers.
 *
 * @throws {RstarError} `bad_request`, as {@linkcode wholeNumber} does
 */
export function wholeNumbers(text: string, option: string, least = 1): number[] {
  return text.split(",").map((part) => wholeNumber(part.trim(), option, least));
}
