/**
 * A request in work: the sequences that are decoded for it, and the call that waits for all of their results.
 *
 * @module
 */
import { CandidateText } from "@rstar/core";
import type { Slot } from "./prefix_cache.ts";
import type { Sampler } from "../sampling/sampler.ts";

/** One result of a call. */
export interface Member {
  /** Age: lower is older. */
  readonly id: number;
  /** Its place among the results of the call. */
  readonly index: number;
  /** Draws its tokens; null where a score is wanted. */
  readonly sampler: Sampler | null;
}

/** One token list on its way, for all candidates of a call that have drawn the same tokens so far. */
export interface Sequence {
  /** Age: that of its first member. */
  readonly id: number;
  /** The call it belongs to. */
  readonly call: Call;
  /** The results it stands for, oldest first; those that draw another token leave it. */
  members: readonly Member[];
  /** Prompt and what was generated. */
  readonly tokens: number[];
  /** How many of them are the prompt. */
  readonly promptTokens: number;
  /** How many of them others may share. */
  readonly shareable: number;
  /** How many of them are in the KV cache; 0 without a slot. */
  computed: number;
  /** Where they are. */
  slot: Slot | null;
  /** The text generated. */
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

/** A copy of a sequence, without a slot, for members that go on in another way. */
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

/** How a call ends. */
export interface CallEnds {
  /** With all its results. */
  readonly resolve: (results: unknown[]) => void;
  /** Without. */
  readonly reject: (reason: unknown) => void;
}

/** One call of `generate` or `score`. */
export class Call {
  /** Results it waits for. */
  readonly count: number;
  /** Strings that end a candidate. */
  readonly stop: readonly string[];
  /** How often its candidates have parted. */
  forks = 0;
  /** A candidate is cut after this many tokens. */
  readonly maxTokens: number;
  readonly #results: unknown[] = [];
  readonly #ends: CallEnds;
  #missing: number;
  #settled = false;

  /** A call for `count` results. */
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

  /** Whether it ended. */
  get settled(): boolean {
    return this.#settled;
  }

  /** One result is there; with the last the call ends. */
  complete(index: number, result: unknown): void {
    if (this.#settled) return;
    this.#results[index] = result;
    if (--this.#missing > 0) return;
    this.#settled = true;
    this.#ends.resolve(this.#results);
  }

  /** The call ends without results. */
  fail(reason: unknown): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#ends.reject(reason);
  }
}
