/**
 * A request in progress: the sequences that are decoded for it, and the call that waits for all of their results.
 *
 * @module
 */
import { CandidateText } from "@rstar/core";
import type { Slot } from "./prefix_cache.ts";
import type { Sampler } from "../sampling/sampler.ts";

/** One result of a call: a candidate, or a score. */
export interface Member {
  /** Identifies the member, and orders members by age: a lower number is older. */
  readonly id: number;
  /** Its position among the results of the call. */
  readonly index: number;
  /** Draws its tokens; null where a score is wanted. */
  readonly sampler: Sampler | null;
}

/** A token list that is being decoded, for all candidates of a call that have drawn the same tokens so far. */
export interface Sequence {
  /** The id of its first member. */
  readonly id: number;
  /** The call it belongs to. */
  readonly call: Call;
  /** The results it stands for, oldest first; members that draw another token leave it for a fork. */
  members: readonly Member[];
  /** The prompt and what was generated after it. */
  readonly tokens: number[];
  /** Length of the prompt. */
  readonly promptTokens: number;
  /** How many of its tokens other sequences may share; Infinity for all. */
  readonly shareable: number;
  /** How many of its tokens are in the KV cache; 0 without a slot. */
  computed: number;
  /** Its place in the KV cache while it runs. */
  slot: Slot | null;
  /** The text of the generated tokens. */
  readonly text: CandidateText;
  /** Sum of log p of the tokens generated. */
  logProbability: number;
}

/** A sequence that has generated nothing yet. */
export function newSequence(
  call: Call,
  parts: Pick<Sequence, "members" | "shareable"> & { readonly prompt: readonly number[] },
): Sequence {
  const { members, shareable, prompt } = parts;
  return {
    id: members[0].id,
    call,
    members,
    tokens: [...prompt],
    promptTokens: prompt.length,
    shareable,
    computed: 0,
    slot: null,
    text: new CandidateText(call.stop),
    logProbability: 0,
  };
}

/** A copy of a sequence for members whose next token differs. It has no slot. */
export function forkOf(sequence: Sequence, members: readonly Member[]): Sequence {
  const { call, promptTokens, shareable, logProbability } = sequence;
  return {
    id: members[0].id,
    call,
    members,
    tokens: [...sequence.tokens],
    promptTokens,
    shareable,
    computed: 0,
    slot: null,
    text: sequence.text.clone(),
    logProbability,
  };
}

/** The two ends of a call, of which one is called once. */
export interface CallEnds {
  /** Gets the results, in the order of their members. */
  readonly resolve: (results: unknown[]) => void;
  /** Gets what ended the call without results. */
  readonly reject: (reason: unknown) => void;
}

/** One call of `generate` or `score`. */
export class Call {
  /** Number of its results. */
  readonly count: number;
  /** Strings that end a candidate. */
  readonly stop: readonly string[];
  /** How many forks its candidates have made so far. */
  forks = 0;
  /** A candidate is cut after this many tokens. */
  readonly maxTokens: number;
  readonly #results: unknown[] = [];
  readonly #ends: CallEnds;
  #missing: number;
  #settled = false;

  /** A call that ends when `complete` was called `count` times, or by `fail`. */
  constructor(
    { count, stop = [], maxTokens = 0 }: {
      readonly count: number;
      readonly stop?: readonly string[];
      readonly maxTokens?: number;
    },
    ends: CallEnds,
  ) {
    this.count = this.#missing = count;
    this.stop = stop;
    this.maxTokens = maxTokens;
    this.#ends = ends;
  }

  /** Whether it has ended, with or without results. */
  get settled(): boolean {
    return this.#settled;
  }

  /** Records one result; the last one ends the call. */
  complete(index: number, result: unknown): void {
    if (this.#settled) return;
    this.#results[index] = result;
    if (--this.#missing > 0) return;
    this.#settled = true;
    this.#ends.resolve(this.#results);
  }

  /** Ends the call without results. */
  fail(reason: unknown): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#ends.reject(reason);
  }
}
