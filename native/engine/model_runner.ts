/**
 * One model, one context, one loop of decodes over all requests: continuous batching.
 *
 * One step: plan what runs ({@linkcode SequenceTable}) → decode → draw the next tokens ({@linkcode NextTokens}). Requests
 * come and go between steps; a sequence that is admitted is computed in the same step.
 *
 * @module
 */
import assert from "node:assert/strict";
import { type Candidate, PolicyError } from "@rstar/core";
import type { Semaphore } from "@rstar/system";
import type { LlamaContext } from "../llama/context.ts";
import { addToken, createTokenBatch, type TokenBatch } from "../llama/token_batch.ts";
import { Sampler } from "../sampling/sampler.ts";
import { type CutOptions, decodePieces, type Share } from "./decode_pieces.ts";
import type { CallOptions, GenerateRequest, ModelStats } from "./engine_port.ts";
import { NextTokens, type NextTokensOptions } from "./next_tokens.ts";
import { PrefixCache } from "./prefix_cache.ts";
import { Call, type Member, newSequence, type Sequence } from "./sequence.ts";
import { SequenceTable, type SequenceTableOptions } from "./sequence_table.ts";

/** What a {@linkcode ModelRunner} is made of. */
export interface ModelRunnerOptions extends CutOptions, NextTokensOptions, SequenceTableOptions {
  /** Where to decode. Not owned; nothing else may use it. */
  readonly context: LlamaContext;
  /** Threads that one decode computes with. */
  readonly threads: number;
  /** Shared by all models of an engine: a decode takes `threads` of them. */
  readonly permits: Semaphore;
  /** Cells of a unified KV cache; undefined with streams. */
  readonly cells?: number;
}

/** Sampling parameters of a request, without model and prompt. */
export type SamplingRequest = Omit<GenerateRequest, "model" | "prompt">;

/** Serves the requests of one model. */
export class ModelRunner {
  readonly #options: ModelRunnerOptions;
  readonly #cache: PrefixCache;
  readonly #table: SequenceTable;
  readonly #next: NextTokens;
  readonly #batch: TokenBatch;
  readonly #counts = { decodes: 0, decodeSeconds: 0, prefilledTokens: 0 };
  #nextId = 0;
  #decoding = false;
  #loop: Promise<void> | null = null;
  #closed = false;

  /** A runner without requests. The context must be empty. */
  constructor(options: ModelRunnerOptions) {
    this.#options = options;
    const { context, sequences, cells, contextTokens, sharing, batchTokens } = options;
    this.#cache = new PrefixCache(context, { slots: sequences, cells, idleCells: contextTokens, sharing });
    this.#table = new SequenceTable(this.#cache, options);
    this.#next = new NextTokens(this.#table, options);
    this.#batch = createTokenBatch(batchTokens);
  }

  /** Generates one candidate a seed after `prompt`. */
  generate(prompt: readonly number[], request: SamplingRequest, options: CallOptions = {}): Promise<Candidate[]> {
    const { seeds, temperature, topK = 0, topP = 1 } = request;
    const shareable = this.#options.deterministic ? prompt.length : Infinity;
    return this.#call<Candidate>({ ...request, count: seeds.length }, options, (call) => {
      const members = seeds.map((seed, index): Member => (
        { id: this.#nextId++, index, sampler: new Sampler({ temperature, topK, topP, seed }) }
      ));
      const groups = this.#options.sharing ? [members] : members.map((member) => [member]);
      return groups.map((members) => newSequence(call, { members, prompt, shareable }));
    });
  }

  /** Returns the logit of the score row at the end of each prompt. */
  score(prompts: readonly (readonly number[])[], options: CallOptions = {}): Promise<number[]> {
    return this.#call<number>({ count: prompts.length }, options, (call) =>
      prompts.map((prompt, index) => {
        const members = [{ id: this.#nextId++, index, sampler: null }];
        return newSequence(call, { members, prompt, shareable: prompt.length });
      }));
  }

  /** Counters since the start, and gauges of now. */
  stats(): ModelStats {
    return {
      ...this.#counts,
      ...this.#next.stats(),
      ...this.#table.stats(),
      reusedTokens: this.#cache.reusedTokens,
      evictions: this.#cache.evictions,
      lockedSlots: this.#cache.lockedSlots,
      usedCells: this.#cache.usedCells,
    };
  }

  /** Ends all requests with `reason`; the context may be freed once the promise resolves. */
  async close(reason: unknown): Promise<void> {
    this.#closed = true;
    this.#failAll(reason);
    await this.#loop;
  }

  #call<Result>(
    wanted: ConstructorParameters<typeof Call>[0],
    { signal }: CallOptions,
    start: (call: Call) => readonly Sequence[],
  ): Promise<Result[]> {
    return new Promise<Result[]>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      if (this.#closed) return reject(new PolicyError("engine_failed", "Cannot decode as the engine was closed"));
      const abort = (): void => {
        call.fail(signal?.reason);
        if (!this.#decoding) this.#table.dropSettled();
      };
      const end = <T>(settle: (value: T) => void) => (value: T): void => {
        signal?.removeEventListener("abort", abort);
        settle(value);
      };
      const call = new Call(wanted, {
        resolve: end((results) => resolve(results as Result[])),
        reject: end(reject),
      });
      signal?.addEventListener("abort", abort);
      for (const sequence of start(call)) this.#table.add(sequence);
      this.#loop ??= this.#run();
    });
  }

  async #run(): Promise<void> {
    try {
      do {
        // A turn of the event loop: requests made meanwhile join the batch, aborts and messages are handled.
        await new Promise((resolve) => setImmediate(resolve));
        await this.#step();
      } while (!this.#table.isEmpty);
    } catch (error) {
      const reason = error instanceof PolicyError
        ? error
        : new PolicyError("engine_failed", `Cannot decode: ${error instanceof Error ? error.message : error}`, {
          cause: error,
        });
      this.#failAll(reason);
      this.#cache.clear(); // what the context holds now is not known
    } finally {
      this.#loop = null;
    }
  }

  async #step(): Promise<void> {
    this.#table.dropSettled();
    const shares = this.#table.nextShares();
    for (const piece of decodePieces(shares, this.#options)) await this.#decode(piece);
  }

  #failAll(reason: unknown): void {
    this.#table.failAll(reason);
    if (!this.#decoding) this.#table.dropSettled();
  }

  async #decode(shares: readonly Share[]): Promise<void> {
    if (shares.length === 0) return;
    const bySlot = shares.toSorted((a, b) => a.sequence.slot!.id - b.sequence.slot!.id);
    this.#cache.makeRoom(shares.reduce((sum, share) => sum + share.tokens, 0));
    const outputs = this.#fillBatch(bySlot);
    this.#decoding = true;
    try {
      using _threads = await this.#options.permits.take({ count: this.#options.threads });
      const started = performance.now();
      const result = await this.#options.context.decode(this.#batch);
      this.#counts.decodeSeconds += (performance.now() - started) / 1000;
      assert.equal(result, "ok", "cells were counted, yet llama.cpp has none");
    } finally {
      this.#decoding = false;
    }
    this.#counts.decodes++;
    for (const { sequence, tokens } of bySlot) {
      const end = sequence.computed + tokens;
      const isPrompt = sequence.computed < sequence.promptTokens;
      if (isPrompt) this.#counts.prefilledTokens += tokens;
      const shareable = isPrompt || !this.#options.deterministic;
      this.#cache.append(sequence.slot!, sequence.tokens.slice(sequence.computed, end), shareable);
      sequence.computed = end;
      assert.equal(this.#options.context.sequenceLength(sequence.slot!.id), end, "the context holds what was computed");
    }
    for (let row = 0; row < outputs.length; row++) {
      this.#next.advance(outputs[row], this.#options.context.logits(row));
    }
  }

  /** Writes the tokens of the shares into the batch; returns the sequences that get logits, in the order of their rows. */
  #fillBatch(bySlot: readonly Share[]): Sequence[] {
    const batch = this.#batch;
    const outputs: Sequence[] = [];
    batch.length = 0;
    for (const { sequence, tokens } of bySlot) {
      const slot = sequence.slot!;
      for (let i = 0; i < tokens; i++) {
        const position = sequence.computed + i;
        const output = position === sequence.tokens.length - 1;
        addToken(batch, { token: sequence.tokens[position], position, sequence: slot.id, output });
        if (output) outputs.push(sequence);
      }
    }
    return outputs;
  }
}
