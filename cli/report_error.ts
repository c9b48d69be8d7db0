import { EXIT_CODES, RstarError } from "@rstar/core";

/**
 * Tells an error on stderr: one sentence for what a user can do something about, with its stack for a defect of ours.
 *
 * @returns the exit code
 */
export function reportError(error: unknown): number {
  if (error instanceof RstarError) {
    console.error(`Error: ${error.message}${/[.!?]$/.test(error.message) ? "" : "."}`);
    return EXIT_CODES[error.code];
  }
  console.error(error);
  return 1;
}
