/**
 * Where a search keeps its tells, so that it survives its process.
 *
 * @module
 */
import type { TraceLine } from "./trace.ts";

/**
 * An append-only journal of searches. Each tell is recorded before its tree continues, so a search that is killed at any moment
 * resumes from its last finished expansion: nothing finished is lost, nothing finished is done again.
 */
export interface Journal {
  /** The lines recorded of a problem's trees: tree after tree, each tree's tells in order. */
  read(problem: string): readonly TraceLine[];
  /**
   * Records a line. It survives the process once this returns.
   *
   * @throws {RangeError} when the tree, or the expansion of this node, has been recorded before
   * @throws {RstarError} `storage_failed` when it cannot be written, such as on a full disk
   */
  append(line: TraceLine): void;
}
