/**
 * One model, one context, one loop of decodes over all requests: continuous batching.
 *
 * One step: give slots (scheduler, prefix cache) → hand out tokens (scheduler) → decode → sample. Requests come and go between
 * steps; who comes is computed in the step that follows.
 *
 * The candidates of a request are one sequence as long as they draw the same tokens: equal prefixes have equal logits. Where they
 * part, the sequence is copied. A policy that is sure of itself computes eight candidates for the price of one or two.
 *
 * @module
 */
import assert from "node:assert/strict";
import { type Candidate, PolicyError } from "@rstar/core";
import type { Semaphore } from "@rstar/system";
import type { LlamaContext } from "../llama/context.ts";
import { type CutOptions, decodePieces, type Share } from "./decode_pieces.ts";
import type { CallOptions, GenerateRequest, ModelStats } from "./engine_types.ts";
import { PrefixCache, type Slot } from "./prefix_cache.ts";
import { Sampler } from "../sampling/sampler.ts";
import { changeSlots, handOut } from "./scheduler.ts";
import { Call, forkOf, type Member, newSequence, type Sequence } from "./sequence.ts";
import { addToken, createTokenBatch, type TokenBatch } from "../llama/token_batch.ts";
import type { Vocabulary } from "../llama/vocabulary.ts";
import { drawWays, type Way } from "./ways.ts";

/** What a runner is made of. It does not own the context. */
export interface ModelRunnerOptions extends CutOptions {
  /** Where to decode. */
  readonly context: LlamaContext;
  /** Vocabulary of the model. */
  readonly vocabulary: Vocabulary;
  /** Threads that compute. */
  readonly threads: number;
  /** Hands them out. */
  readonly permits: Semaphore;
  /** Row of the output matrix that scores; undefined when the model is no PPM. */
  readonly scoreToken?: number;
  /** Tokens one sequence may have. */
  readonly contextTokens: number;
  /** Sequences of the context. */
  readonly sequences: number;
  /** Sequences decoded at once. */
  readonly runningSequences: number;
  /** Tokens of one decode. */
  readonly batchTokens: number;
  /** Cells of a unified KV cache; undefined with streams. */
  readonly cells?: number;
  /** Whether prefixes are shared. */
  readonly sharing: boolean;
  /** Longest gap between running sequences that is filled. */
  readonly fillGaps: number;
}

/** Weight of the last call in what is expected of the next ones. */
const FORKS_MEMORY = 0.05;

/** Sampling parameters of a request, without model and prompt. */
export type SamplingRequest = Omit<GenerateRequest, "model" | "prompt">;

/** Serves the requests of one model. */
export class ModelRunner {
  readonly #options: ModelRunnerOptions;
  readonly #cache: PrefixCache;
  readonly #batch: TokenBatch;
  readonly #waiting = new Map<number, Sequence>();
  readonly #running = new Map<number, Sequence>();
  readonly #counts = {
    decodes: 0,
    decodeSeconds: 0,
    prefilledTokens: 0,
    generatedTokens: 0,
    mergedTokens: 0,
    preemptions: 0,
  };
  #nextId = 0;
  /** How many sequences a candidate came to need besides that of its call's first, of late. */
  #forksAMember = 1;
  #decoding = false;
  #loop: Promise<void> | null = null;
  #closed = false;

  /** A runner without requests. */
  constructor(options: ModelRunnerOptions) {
    this.#options = options;
    const { context, sequences, cells, contextTokens, sharing, batchTokens } = options;
    this.#cache = new PrefixCache(context, { slots: sequences, cells, idleCells: contextTokens, sharing });
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

  /** The logit of the score row at the end of each prompt. */
  score(prompts: readonly (readonly number[])[], options: CallOptions = {}): Promise<number[]> {
    return this.#call<number>({ count: prompts.length }, options, (call) =>
      prompts.map((prompt, index) => {
        const members = [{ id: this.#nextId++, index, sampler: null }];
        return newSequence(call, { members, prompt, shareable: prompt.length });
      }));
  }

  /** Counters. */
  stats(): ModelStats {
    return {
      ...this.#counts,
      reusedTokens: this.#cache.reusedTokens,
      evictions: this.#cache.evictions,
      running: this.#running.size,
      waiting: this.#waiting.size,
      lockedSlots: this.#cache.lockedSlots,
      usedCells: this.#cache.usedCells,
    };
  }

  /** Ends all requests; afterwards the context may be freed. */
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
        if (!this.#decoding) this.#dropSettled();
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
      for (const sequence of start(call)) this.#waiting.set(sequence.id, sequence);
      this.#loop ??= this.#run();
    });
  }

  async #run(): Promise<void> {
    try {
      do {
        // A turn of the event loop: requests made meanwhile join the batch, aborts and messages are heard.
        await new Promise((resolve) => setImmediate(resolve));
        await this.#step();
      } while (this.#waiting.size + this.#running.size > 0);
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
    this.#dropSettled();
    const moved = this.#changeSlots();
    const { batchTokens } = this.#options;
    const tokens = handOut([...this.#running.values()], { freeCells: this.#cache.availableCells, batchTokens });
    const shares = tokens.map(({ id, tokens }) => ({ sequence: this.#running.get(id)!, tokens }));
    for (const piece of decodePieces(shares, this.#options)) await this.#decode(piece);
    const isIdle = moved + shares.length === 0;
    assert.ok(!isIdle || this.#waiting.size + this.#running.size === 0, "the scheduler leaves work undone");
  }

  /** Takes slots from some and gives them to others; returns how many. */
  #changeSlots(): number {
    const { runningSequences, sequences, batchTokens, sharing } = this.#options;
    const idle = this.#cache.slots.filter((slot) => !slot.locked && slot.tokens.length > 0);
    const { preempt, admit } = changeSlots({
      waiting: [...this.#waiting.values()].map((sequence) => ({
        ...sequence,
        ways: this.#expectedWays(sequence),
      })),
      running: [...this.#running.values()],
      idle: idle.map((slot) => slot.tokens),
      freeSlots: this.#running.values().reduce((free, one) => free - this.#expectedWays(one), runningSequences),
      freeCells: this.#cache.availableCells,
      batchTokens,
      sharing,
    });
    for (const id of preempt) this.#preempt(this.#running.get(id)!);
    const admitted = admit.slice(0, sequences - this.#cache.lockedSlots); // forks may have taken more than was expected
    for (const id of admitted) this.#admit(this.#waiting.get(id)!);
    return preempt.length + admitted.length;
  }

  /** How many sequences this one will become, by what others became. */
  #expectedWays({ members }: Sequence): number {
    return 1 + (members.length - 1) * this.#forksAMember;
  }

  #admit(sequence: Sequence): void {
    this.#waiting.delete(sequence.id);
    const { tokens, promptTokens } = sequence;
    const run = Math.round(this.#expectedWays(sequence));
    const slot = this.#cache.acquire(tokens, { promptTokens, run });
    sequence.slot = slot;
    sequence.computed = slot.tokens.length;
    this.#running.set(sequence.id, sequence);
  }

  #release(sequence: Sequence): void {
    this.#waiting.delete(sequence.id);
    this.#running.delete(sequence.id);
    if (sequence.slot) this.#cache.release(sequence.slot);
    sequence.slot = null;
    sequence.computed = 0;
  }

  #preempt(sequence: Sequence): void {
    this.#release(sequence);
    this.#waiting.set(sequence.id, sequence);
    this.#counts.preemptions++;
  }

  #dropSettled(): void {
    for (const sequence of [...this.#waiting.values(), ...this.#running.values()]) {
      if (sequence.call.settled) this.#release(sequence);
    }
  }

  #failAll(reason: unknown): void {
    for (const sequence of [...this.#waiting.values(), ...this.#running.values()]) sequence.call.fail(reason);
    if (!this.#decoding) this.#dropSettled();
  }

  async #decode(shares: readonly Share[]): Promise<void> {
    if (shares.length === 0) return;
    const bySlot = shares.toSorted((a, b) => a.sequence.slot!.id - b.sequence.slot!.id);
    this.#cache.makeRoom(shares.reduce((sum, share) => sum + share.tokens, 0));
    const { outputs, fillers } = this.#fillBatch(bySlot);
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
    for (const slot of fillers) this.#options.context.removeSequence(slot.id, slot.tokens.length);
    for (const { sequence, tokens } of bySlot) {
      const end = sequence.computed + tokens;
      const isPrompt = sequence.computed < sequence.promptTokens;
      if (isPrompt) this.#counts.prefilledTokens += tokens;
      const shareable = isPrompt || !this.#options.deterministic;
      this.#cache.append(sequence.slot!, sequence.tokens.slice(sequence.computed, end), shareable);
      sequence.computed = end;
      assert.equal(this.#options.context.sequenceLength(sequence.slot!.id), end, "the context holds what was computed");
    }
    for (let row = 0; row < outputs.length; row++) this.#advance(outputs[row], this.#options.context.logits(row));
  }

  /** Writes the tokens of the shares into the batch, in order of their slots. */
  #fillBatch(bySlot: readonly Share[]): { outputs: Sequence[]; fillers: Slot[] } {
    const batch = this.#batch;
    const outputs: Sequence[] = [];
    const fillers: Slot[] = [];
    batch.length = 0;
    let room = batch.tokens.length - bySlot.reduce((sum, share) => sum + share.tokens, 0);
    let previous = -1;
    for (const { sequence, tokens } of bySlot) {
      const slot = sequence.slot!;
      const gap = previous < 0 ? [] : this.#cache.slots.slice(previous + 1, slot.id);
      if (gap.length <= Math.min(this.#options.fillGaps, room) && gap.every((idle) => this.#mayFill(idle))) {
        for (const idle of gap) {
          addToken(batch, { token: 0, position: idle.tokens.length, sequence: idle.id, output: false });
        }
        fillers.push(...gap);
        room -= gap.length;
      }
      for (let i = 0; i < tokens; i++) {
        const position = sequence.computed + i;
        const output = position === sequence.tokens.length - 1;
        addToken(batch, { token: sequence.tokens[position], position, sequence: slot.id, output });
        if (output) outputs.push(sequence);
      }
      previous = slot.id;
    }
    return { outputs, fillers };
  }

  #mayFill(slot: Slot): boolean {
    return !slot.locked && slot.tokens.length < this.#options.contextTokens;
  }

  /** A sequence is computed to its end: these are the logits of what comes next. */
  #advance(sequence: Sequence, logits: Float32Array): void {
    const { call } = sequence;
    if (call.settled) return;
    const [{ index, sampler }] = sequence.members;
    if (sampler === null) {
      this.#release(sequence);
      return call.complete(index, finite(logits[this.#options.scoreToken!]));
    }
    const ways = drawWays(sequence.members, logits);
    this.#counts.generatedTokens += sequence.members.length;
    this.#counts.mergedTokens += sequence.members.length - ways.length;
    const forks = ways.slice(1).map((way) => ({ way, fork: this.#fork(sequence, way.members) }));
    sequence.members = ways[0].members;
    this.#push(sequence, ways[0]);
    for (const { way, fork } of forks) this.#push(fork, way);
  }

  /** A copy that goes on by itself. Where no slot is free it waits, and is computed again from its prompt. */
  #fork(sequence: Sequence, members: readonly Member[]): Sequence {
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

  #push(sequence: Sequence, { token, logProbability }: Way): void {
    sequence.tokens.push(token);
    sequence.logProbability += finite(logProbability);
    const finish = this.#finish(sequence, token);
    if (finish === null) return;
    this.#release(sequence);
    const { text: { text }, logProbability: sum, tokens, promptTokens } = sequence;
    const { call, members } = sequence;
    for (const { index } of members) {
      call.complete(index, { text, finish, tokens: tokens.length - promptTokens, logProbability: sum });
    }
    if (call.settled && call.count > 1) {
      this.#forksAMember += FORKS_MEMORY * (call.forks / (call.count - 1) - this.#forksAMember);
    }
  }

  /** Why a candidate ends with `token`, if it does. Its text grows by the token, but for one that only says "the end". */
  #finish(sequence: Sequence, token: number): Candidate["finish"] | null {
    const { vocabulary, contextTokens } = this.#options;
    const before = sequence.text.text;
    if (sequence.text.push(vocabulary.pieceBytes(token))) return "stop";
    if (vocabulary.endOfGeneration.has(token)) {
      sequence.text.cut(before.length);
      return "stop";
    }
    const generated = sequence.tokens.length - sequence.promptTokens;
    const full = generated >= sequence.call.maxTokens || sequence.tokens.length >= contextTokens;
    return full ? "length" : null;
  }
}

/** @throws {PolicyError} `model_invalid` when the model computes NaN or infinity */
function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new PolicyError("model_invalid", `Cannot use what the model computes as its logits are no numbers: ${value}`);
}
