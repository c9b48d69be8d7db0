import type { Journal } from "../../search/journal.ts";

/**
 * The store of a run: the journals of its rounds and the machine time of their stages. One process at a time has it; dispose
 * it to let the next one in.
 */
export interface RunStore extends Disposable {
  /** The journal of a round. */
  journal(round: number): Journal;
  /**
   * Holds a round to what it was begun with: keeps `plan` until the round has a tree, and compares it from then on.
   *
   * @returns when the round was begun, ISO 8601
   * @throws {RstarError} `bad_request` where the plan is another one
   */
  begin(round: number, plan: unknown): string;
  /** Adds machine time to a stage of a round. */
  addSeconds(round: number, stage: string, seconds: number): void;
  /** Machine time of a round in seconds, by stage. */
  seconds(round: number): Record<string, number>;
}
