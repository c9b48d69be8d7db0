/**
 * A trace written to a file while the search runs, so that an interrupted search leaves what it has.
 *
 * @module
 */
import { type ErrorCode, RstarError, type SearchEvent } from "@rstar/core";
import { traceOf } from "@rstar/core/search";
import { systemReason } from "@rstar/system";

/** An open trace. Dispose it: its file is closed. */
export interface TraceFile extends Disposable {
  /**
   * Writes the lines of an event, all before it returns; most events have none.
   *
   * @throws {RstarError} `storage_failed` where they cannot be written
   */
  write(event: SearchEvent): void;
}

/**
 * Opens a file for a trace and empties it.
 *
 * @throws {RstarError} `bad_request` where it cannot be written
 */
export function openTrace(path: string): TraceFile {
  const encoder = new TextEncoder();
  const attempt = <Result>(code: ErrorCode, work: () => Result): Result => {
    try {
      return work();
    } catch (cause) {
      const reason = systemReason(cause);
      throw reason === undefined
        ? cause
        : new RstarError(code, `Cannot write the trace to ${path}: ${reason}`, { cause });
    }
  };
  const file = attempt("bad_request", () => Deno.openSync(path, { write: true, create: true, truncate: true }));
  return {
    write(event) {
      for (const line of traceOf(event)) {
        let bytes = encoder.encode(JSON.stringify(line) + "\n");
        while (bytes.length > 0) bytes = attempt("storage_failed", () => bytes.subarray(file.writeSync(bytes)));
      }
    },
    [Symbol.dispose]: () => file.close(),
  };
}
