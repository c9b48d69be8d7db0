/**
 * Messages for people, on stderr: without control characters of what they quote, and never a reason to stop.
 *
 * @module
 */
import { printable } from "@rstar/system";

/** Prints a message; one that cannot be written, as a log on a full disk, is lost. */
export function say(message: string): void {
  try {
    console.error(printable(message));
  } catch { /* nobody can be told */ }
}
