/**
 * The sequences of one model: which of them wait, which run, and in which slot of the prefix cache.
 *
 * The decisions are those of {@linkcode planRunning} and {@linkcode planTokens}; this file carries them out.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Share } from "./decode_pieces.ts";
import { planRunning, planTokens } from "./decode_plan.ts";
import type { PrefixCache } from "./prefix_cache.ts";
import { type Call, forkOf, type Member, type Sequence } from "./sequence.ts";

/** Limits of a {@linkcode SequenceTable}. */
export interface SequenceTableOptions {
  /** Sequences of the context, running and cached. */
  readonly sequences: number;
  /** Sequences that are decoded at once. */
  readonly runningSequences: number;
  /** Tokens of one step. */
  readonly batchTokens: number;
  /** Whether prefixes are shared. */
  readonly sharing: boolean;
}

/** Weight of the last call in the running mean of forks. */
const FORKS_MEMORY = 0.05;

/** The waiting and the running sequences of one model. */
export class SequenceTable {
  readonly #cache: PrefixCache;
  readonly #options: SequenceTableOptions;
  readonly #waiting = new Map<number, Sequence>();
  readonly #running = new Map<number, Sequence>();
  #preemptions = 0;
  /** Running mean over calls: forks for each candidate but the first. */
  #forksAMember = 1;

  /** An empty table, whose sequences get their slots from `cache`. */
  constructor(cache: PrefixCache, options: SequenceTableOptions) {
    this.#cache = cache;
    this.#options = options;
  }

  /** How many sequences run and wait now, and how many were preempted since the start. */
  stats(): { readonly running: number; readonly waiting: number; readonly preemptions: number } {
    return { running: this.#running.size, waiting: this.#waiting.size, preemptions: this.#preemptions };
  }

  /** Whether no sequence is left. */
  get isEmpty(): boolean {
    return this.#waiting.size + this.#running.size === 0;
  }

  /** Adds a sequence, which waits. */
  add(sequence: Sequence): void {
    this.#waiting.set(sequence.id, sequence);
  }

  /** Preempts and admits sequences, then returns what each running one computes in the next step. */
  nextShares(): Share[] {
    const { runningSequences, sequences, batchTokens, sharing } = this.#options;
    const idle = this.#cache.slots.filter((slot) => !slot.locked && slot.tokens.length > 0);
    const plan = planRunning({
      waiting: [...this.#waiting.values()].map((sequence) => ({
        ...sequence,
        expectedSequences: this.#expectedSequences(sequence),
      })),
      running: [...this.#running.values()],
      idle: idle.map((slot) => slot.tokens),
      room: this.#running.values().reduce((room, one) => room - this.#expectedSequences(one), runningSequences),
      freeCells: this.#cache.availableCells,
      batchTokens,
      sharing,
    });
    for (const id of plan.preempt) this.#preempt(this.#running.get(id)!);
    const admitted = plan.admit.slice(0, sequences - this.#cache.lockedSlots); // forks may have taken more than expected
    for (const id of admitted) this.#admit(this.#waiting.get(id)!);
    const changes = plan.preempt.length + admitted.length;
    const shares = changes === 0
      ? plan.shares
      : planTokens([...this.#running.values()], { freeCells: this.#cache.availableCells, batchTokens });
    assert.ok(changes + shares.length > 0 || this.isEmpty, "the plan leaves work undone");
    return shares.map(({ id, tokens }) => ({ sequence: this.#running.get(id)!, tokens }));
  }

  /** How many sequences this one will become, judged by earlier calls. */
  #expectedSequences({ members }: Sequence): number {
    return 1 + (members.length - 1) * this.#forksAMember;
  }

  #admit(sequence: Sequence): void {
    this.#waiting.delete(sequence.id);
    const { tokens, promptTokens } = sequence;
    const run = Math.round(this.#expectedSequences(sequence));
    const slot = this.#cache.acquire(tokens, { promptTokens, run });
    sequence.slot = slot;
    sequence.computed = slot.tokens.length;
    this.#running.set(sequence.id, sequence);
  }

  #preempt(sequence: Sequence): void {
    this.release(sequence);
    this.#waiting.set(sequence.id, sequence);
    this.#preemptions++;
  }

  /**
   * Adds a copy of a running sequence for `members`, which must be a part of its own. Where no slot is free the copy waits,
   * and is computed again from its prompt.
   */
  fork(sequence: Sequence, members: readonly Member[]): Sequence {
    const fork = forkOf(sequence, members);
    sequence.call.forks++;
    const slot = this.#cache.fork(sequence.slot!);
    if (slot === null) {
      this.#waiting.set(fork.id, fork);
    } else {
      fork.slot = slot;
      fork.computed = sequence.computed;
      this.#running.set(fork.id, fork);
    }
    return fork;
  }

  /** Removes a sequence and frees its slot, whose shareable tokens stay cached. */
  release(sequence: Sequence): void {
    this.#waiting.delete(sequence.id);
    this.#running.delete(sequence.id);
    if (sequence.slot) this.#cache.release(sequence.slot);
    sequence.slot = null;
    sequence.computed = 0;
  }

  /** Takes the forks of a completed call into account in what is expected of later ones. */
  learnForks({ forks, count }: Call): void {
    if (count > 1) this.#forksAMember += FORKS_MEMORY * (forks / (count - 1) - this.#forksAMember);
  }

  /** Removes the sequences of calls that have ended. */
  dropSettled(): void {
    for (const sequence of [...this.#waiting.values(), ...this.#running.values()]) {
      if (sequence.call.settled) this.release(sequence);
    }
  }

  /** Ends all calls with `reason`; their sequences stay until {@linkcode dropSettled}. */
  failAll(reason: unknown): void {
    for (const sequence of [...this.#waiting.values(), ...this.#running.values()]) sequence.call.fail(reason);
  }
}
