/**
 * The port behind which a run keeps what must survive a kill.
 *
 * @module
 */
import type { Journal } from "../../search/journal.ts";

/**
 * The store of a run: the journals of its rounds, what they were begun with, and the machine time of their stages. One process
 * at a time holds it, until it disposes it or dies.
 */
export interface RunStore extends Disposable {
  /** The journal of a round, numbered from 1; empty at first. */
  journal(round: number): Journal;
  /**
   * Keeps the plan of a round, replaced by each call until the round's journal has a tree; later calls must bring an equal one.
   *
   * @param plan any JSON value
   * @returns when the first call was made, ISO 8601
   * @throws {RstarError} `bad_request` where the journal has a tree and `plan` is not the one kept
   */
  begin(round: number, plan: unknown): string;
  /** Adds to the machine time of a stage. */
  addSeconds(round: number, stage: string, seconds: number): void;
  /** The sums of {@linkcode RunStore.addSeconds}, by stage in alphabetical order; `{}` where there are none. */
  seconds(round: number): Record<string, number>;
}
