/**
 * A request in work: one sequence a candidate (or a prompt to score), and the call that waits for all of them.
 *
 * @module
 */
import { CandidateText } from "./candidate_text.ts";
import type { Slot } from "./prefix_cache.ts";
import type { Sampler } from "./sampler.ts";

/** One token list on its way. */
export interface Sequence {
  /** Age: lower is older. */
  readonly id: number;
  /** The call it belongs to. */
  readonly call: Call;
  /** Its place among the results of the call. */
  readonly index: number;
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
  /** Draws the next token; null where a score is wanted. */
  readonly sampler: Sampler | null;
  /** The text generated. */
  readonly text: CandidateText;
  /** Tokens generated. */
  generated: number;
  /** Sum of log p of the tokens generated. */
  logProbability: number;
}

/** One call of `generate` or `score`. */
export class Call {
  /** Its sequences, in the order of the results. Those after the first of a generation start when the prompt is read. */
  readonly sequences: Sequence[] = [];
  /** A candidate is cut after this many tokens. */
  readonly maxTokens: number;
  readonly #results: unknown[] = [];
  #missing = 0;
  #settled = false;
  readonly #resolve: (results: unknown[]) => void;
  readonly #reject: (reason: unknown) => void;

  /** A call that ends through `resolve` or `reject`. */
  constructor(
    maxTokens: number,
    ends: { readonly resolve: (results: unknown[]) => void; readonly reject: (reason: unknown) => void },
  ) {
    this.maxTokens = maxTokens;
    this.#resolve = ends.resolve;
    this.#reject = ends.reject;
  }

  /** Adds a sequence behind the others. */
  add(
    parts: Pick<Sequence, "id" | "sampler" | "shareable"> & {
      readonly prompt: readonly number[];
      readonly stop: readonly string[];
    },
  ): Sequence {
    const sequence: Sequence = {
      id: parts.id,
      call: this,
      index: this.sequences.length,
      tokens: [...parts.prompt],
      promptTokens: parts.prompt.length,
      shareable: parts.shareable,
      computed: 0,
      slot: null,
      sampler: parts.sampler,
      text: new CandidateText(parts.stop),
      generated: 0,
      logProbability: 0,
    };
    this.sequences.push(sequence);
    this.#missing++;
    return sequence;
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
    this.#resolve(this.#results);
  }

  /** The call ends without results. */
  fail(reason: unknown): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#reject(reason);
  }
}
