/**
 * The data that commands print: whole lines on stdout, and an end of the command where nobody reads them any more.
 *
 * @module
 */
import { RstarError } from "@rstar/core";
import { systemReason } from "@rstar/system";

/** Thrown where the reader of stdout has gone, as `head` does: no fault, but nothing more is worth computing. */
export class ReaderGone extends Error {}

const RETRY_MS = 5;
const ENCODER = new TextEncoder();

/**
 * Prints a line to stdout; all of it is written when this returns.
 *
 * @throws {ReaderGone} where stdout is a pipe that was closed
 * @throws {RstarError} `storage_failed` where it cannot be written
 */
export function print(line: string): void {
  let bytes = ENCODER.encode(`${line}\n`);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(Deno.stdout.writeSync(bytes));
    } catch (cause) {
      if (cause instanceof Deno.errors.BrokenPipe) throw new ReaderGone("nobody reads stdout", { cause });
      if (!(cause instanceof Deno.errors.WouldBlock)) {
        const reason = systemReason(cause) ?? String(cause);
        throw new RstarError("storage_failed", `Cannot write to stdout: ${reason}`, { cause });
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS); // the pipe of a slow reader is full
    }
  }
}
