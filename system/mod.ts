/**
 * What every package asks of the machine in the same way: files that appear whole, the output of child processes, work done
 * N at a time.
 *
 * @module
 */

// Files.
export { exists, isFile, readIfThere, writeWhole } from "./files.ts";

// Child processes.
export { eachLine, tail } from "./child_output.ts";

// Concurrency.
export { atOnce } from "./at_once.ts";
export { Channel } from "./channel.ts";
export { Semaphore } from "./semaphore.ts";
