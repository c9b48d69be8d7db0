/**
 * A trace written to a file while the search runs, so that an interrupted search leaves what it has.
 *
 * @module
 */
import { RstarError, type SearchEvent } from "@rstar/core";
import { traceOf } from "@rstar/core/search";

/** An open trace. Dispose it: its file is closed. */
export interface TraceFile extends Disposable {
  /** Writes the lines of an event, all before it returns; most events have none. */
  write(event: SearchEvent): void;
}

/**
 * Opens a file for a trace and empties it.
 *
 * @throws {RstarError} `bad_request` where it cannot be written
 */
export function openTrace(path: string): TraceFile {
  const encoder = new TextEncoder();
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path, { write: true, create: true, truncate: true });
  } catch (cause) {
    throw new RstarError("bad_request", `Cannot write the trace to ${path}: ${(cause as Error).message}`, { cause });
  }
  return {
    write(event) {
      for (const line of traceOf(event)) {
        let bytes = encoder.encode(JSON.stringify(line) + "\n");
        while (bytes.length > 0) bytes = bytes.subarray(file.writeSync(bytes));
      }
    },
    [Symbol.dispose]: () => file.close(),
  };
}
