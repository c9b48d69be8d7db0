/**
 * What every package needs from the operating system: files that appear whole, text and paths that users give, the output of
 * child processes, work done N at a time.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { atOnce } from "@rstar/system";
 *
 * const squares: number[] = [];
 * await atOnce([1, 2, 3], { limit: 2 }, async (n) => void squares.push(n * n));
 * assert.deepEqual(squares.toSorted(), [1, 4, 9]);
 * ```
 *
 * @module
 */

// Files that may be missing, and files that appear whole or not at all.
export { exists, isFile, readIfThere, writeWhole } from "./files.ts";

// Text and JSON that users give: refused where bytes are no text, with all digits of numbers.
export { decodeText, readTextFile, TextError } from "./input/text.ts";
export { parseJson } from "./input/json.ts";

// Why the system refuses a path. Paths as users mean them are in `@rstar/system/user-path`, which no browser can load.
export { systemReason } from "./input/os_error.ts";

// The output of child processes: line by line, or its last part.
export { eachLine, isVerbose, tail } from "./child_output.ts";

// Text from elsewhere, safe to print.
export { printable } from "./printable.ts";

// N items at a time, a queue between producer and consumer, and places handed out in order.
export { atOnce } from "./at_once.ts";
export { Channel } from "./channel.ts";
export { Semaphore } from "./semaphore.ts";
