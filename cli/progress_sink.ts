/**
 * Where lines of progress go: one line of a terminal that is rewritten in place, a log, or nowhere.
 *
 * @module
 */

import { printable } from "@rstar/system";
import { say } from "./say.ts";

/** Shows a line that is replaced by the next one. */
export interface ProgressSink {
  /** Shows a line in place of the previous one. */
  line(text: string): void;
  /** Removes the line, before something else is printed. */
  clear(): void;
}

/** The last line of the terminal on stderr, cut to its width. */
export function terminalLine(): ProgressSink {
  const encoder = new TextEncoder();
  let shown = false;
  return {
    line(text) {
      const columns = Deno.consoleSize().columns || 80; // some terminals do not know
      Deno.stderr.writeSync(encoder.encode(`\r\x1b[2K${printable(text).slice(0, columns - 1)}`));
      shown = true;
    },
    clear() {
      if (shown) Deno.stderr.writeSync(encoder.encode("\r\x1b[2K"));
      shown = false;
    },
  };
}

/** Drops all lines: for a stderr that is no terminal, where the work takes minutes. */
export const SILENT: ProgressSink = { line: () => {}, clear: () => {} };

/** Prints a line every `everyMs` and drops those between: for a stderr that is the log of hours. */
export function logLines(everyMs = 30_000): ProgressSink {
  let last = -Infinity;
  return {
    line(text) {
      if (performance.now() - last < everyMs) return;
      last = performance.now();
      say(text);
    },
    clear() {},
  };
}
