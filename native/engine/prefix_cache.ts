/**
 * Prefix cache: which tokens each slot of the KV cache holds, which prefix a new request can reuse, what is evicted.
 *
 * A slot is one sequence of llama.cpp. It is *locked* while a request uses it, *idle* afterwards: then its tokens stay
 * as a prefix for others, until the least recently used idle slot is needed for something else.
 *
 * Covered: sharing by `copySequence` and cutting the tail; both layouts of the KV cache. Not covered: keeping evicted
 * prefixes in main memory (llama.cpp can save a sequence: 0.1 ms for 470 tokens of a 5M model).
 *
 * @module
 */
import assert from "node:assert/strict";
import { CellCounter } from "./cell_counter.ts";
import { commonPrefix } from "./decode_plan.ts";

/** The two operations on sequences of a context that a cache needs. */
export interface SequenceMemory {
  /** Makes sequence `to` a copy of `from`. */
  copySequence(from: number, to: number): void;
  /** Removes the tokens of a sequence from a position on (default 0: all). */
  removeSequence(sequence: number, fromPosition?: number): void;
}

/** One sequence of a context, as the cache shows it: changed by the cache alone. */
export interface Slot {
  /** Number of the sequence, from 0. */
  readonly id: number;
  /** The tokens whose keys and values it holds. */
  readonly tokens: readonly number[];
  /** How many of them others may share; the rest is removed when the slot is released. */
  readonly shareable: number;
  /** Whether a request uses it. */
  readonly locked: boolean;
}

interface MutableSlot {
  readonly id: number;
  readonly tokens: number[];
  shareable: number;
  locked: boolean;
  /** Logical time of its last use; 0 when empty. */
  lastUsed: number;
}

/** Options of a {@linkcode PrefixCache}. */
export interface PrefixCacheOptions {
  /** Sequences of the context. */
  readonly slots: number;
  /** Cells that all sequences share (unified KV); undefined where each sequence has its own (streams). */
  readonly cells?: number;
  /** Cells that idle slots may hold even where requests never held so many at once. Default: all. */
  readonly idleCells?: number;
  /** Whether prefixes are reused. Default true. */
  readonly sharing?: boolean;
}

/** The slots of one context. */
export class PrefixCache {
  readonly #memory: SequenceMemory;
  readonly #slots: readonly MutableSlot[];
  readonly #cells: CellCounter | undefined;
  readonly #sharing: boolean;
  #clock = 0;
  #reused = 0;
  #evictions = 0;
  /** Cells that idle slots may hold. */
  #idleCells: number;

  /** All slots are empty; `memory` must be too. */
  constructor(memory: SequenceMemory, options: PrefixCacheOptions) {
    this.#memory = memory;
    this.#slots = Array.from(
      { length: options.slots },
      (_, id) => ({ id, tokens: [], shareable: 0, locked: false, lastUsed: 0 }),
    );
    this.#cells = options.cells === undefined ? undefined : new CellCounter(options.cells, options.slots);
    this.#idleCells = options.idleCells ?? Infinity;
    this.#sharing = options.sharing ?? true;
  }

  /** All slots; the index is the id. */
  get slots(): readonly Slot[] {
    return this.#slots;
  }

  /** How many slots are locked. */
  get lockedSlots(): number {
    return this.#slots.reduce((count, slot) => count + Number(slot.locked), 0);
  }

  /** Tokens that were found in the cache instead of computed, since the start. */
  get reusedTokens(): number {
    return this.#reused;
  }

  /** Slots that lost their tokens to make room for others, since the start. */
  get evictions(): number {
    return this.#evictions;
  }

  /** Cells that hold a token, of idle slots too. */
  get usedCells(): number {
    return this.#cells === undefined
      ? this.#slots.reduce((sum, { tokens }) => sum + tokens.length, 0)
      : this.#cells.capacity - this.#cells.free;
  }

  /** Cells that are free or held by idle slots alone; Infinity with streams. */
  get availableCells(): number {
    return this.#cells === undefined
      ? Infinity
      : this.#cells.capacity - this.#cells.usedBy(this.#slots.filter((slot) => slot.locked).map((slot) => slot.id));
  }

  /** The slot that shares the longest prefix with `tokens`, and its length; of equals the most recently used. */
  #match(tokens: readonly number[]): { slot: MutableSlot | undefined; length: number } {
    let best: { slot: MutableSlot | undefined; length: number } = { slot: undefined, length: 0 };
    if (!this.#sharing) return best;
    for (const slot of this.#slots) {
      const length = Math.min(commonPrefix(slot.tokens, tokens), slot.shareable);
      if (length === 0 || length < best.length) continue;
      if (length === best.length && best.slot !== undefined && slot.lastUsed < best.slot.lastUsed) continue;
      best = { slot, length };
    }
    return best;
  }

  /**
   * Locks a slot and fills it with the longest prefix of `tokens` that any slot holds; `slot.tokens` is that prefix. It
   * leaves out the last token, which must be computed for its logits, and one more where a single token of the prompt would
   * be left: see `planTokens` for why a prompt is not computed by a single token.
   *
   * An idle slot that holds nothing else is taken as it is. Otherwise the prefix is copied into the least recently used slot;
   * with `run`, into the first slot of the least recently used run.
   *
   * @param place `promptTokens`: length of the prompt at the start of `tokens` (default all); `run`: prefer a slot that is
   *   followed by run - 1 slots that are not locked (default 1)
   * @throws {AssertionError} when all slots are locked
   */
  acquire(
    tokens: readonly number[],
    place: { readonly promptTokens?: number; readonly run?: number } = {},
  ): Slot {
    const found = this.#match(tokens.slice(0, -1));
    const source = found.slot;
    const length = found.length -
      (found.length > 0 && (place.promptTokens ?? tokens.length) - found.length === 1 ? 1 : 0);
    if (source !== undefined && !source.locked && length >= source.tokens.length - 1) return this.#take(source, length);
    const target = this.#leastValuable(place, source) ?? source;
    assert.ok(target !== undefined && !target.locked, "a slot is acquired although none is free");
    if (target === source) return this.#take(source, length);
    this.#evict(target);
    if (source !== undefined && length > 0) this.#copy(source, target);
    return this.#take(target, length);
  }

  /**
   * Locks another slot and fills it with a copy of a locked one; from then on the two grow apart. The slot with the next id
   * is preferred: with streams, llama.cpp computes consecutive sequences in one piece.
   *
   * @returns null when all slots are locked
   */
  fork(slot: Slot): Slot | null {
    const source = this.#slots[slot.id];
    const target = this.#leastValuable({ after: slot.id }, source);
    if (target === undefined) return null;
    this.#evict(target);
    this.#copy(source, target);
    return this.#take(target, target.tokens.length);
  }

  /** Copies the tokens of a slot into an empty one. */
  #copy(source: MutableSlot, target: MutableSlot): void {
    this.#memory.copySequence(source.id, target.id);
    this.#cells?.copy(source.id, target.id);
    for (let i = 0; i < source.tokens.length; i++) target.tokens.push(source.tokens[i]);
    target.shareable = source.shareable;
    source.lastUsed = ++this.#clock;
  }

  #take(slot: MutableSlot, length: number): Slot {
    this.#truncate(slot, length);
    slot.locked = true;
    slot.lastUsed = ++this.#clock;
    this.#reused += length;
    return slot;
  }

  #truncate(slot: MutableSlot, length: number): void {
    if (length >= slot.tokens.length) return;
    this.#memory.removeSequence(slot.id, length);
    this.#cells?.truncate(slot.id, length);
    slot.tokens.length = length;
    slot.shareable = Math.min(slot.shareable, length);
  }

  #evict(slot: MutableSlot): void {
    if (slot.tokens.length > 0) this.#evictions++;
    this.#truncate(slot, 0);
    slot.lastUsed = 0;
  }

  #leastValuable(place: { after?: number; run?: number }, keep: MutableSlot | undefined): MutableSlot | undefined {
    const usable = (slot: MutableSlot | undefined): boolean => slot !== undefined && !slot.locked && slot !== keep;
    if (place.after !== undefined && usable(this.#slots[place.after + 1])) return this.#slots[place.after + 1];
    const run = Math.max(1, place.run ?? 1);
    let best: MutableSlot | undefined;
    let bestUsed = Infinity;
    for (let i = 0; i + run <= this.#slots.length; i++) {
      let used = 0;
      for (let k = i; k < i + run && used < bestUsed; k++) {
        used = usable(this.#slots[k]) ? Math.max(used, this.#slots[k].lastUsed) : Infinity;
      }
      if (used < bestUsed) [best, bestUsed] = [this.#slots[i], used];
    }
    return best === undefined && run > 1 ? this.#leastValuable({}, keep) : best;
  }

  /**
   * Records that the next tokens of a locked slot were computed, and whether other requests may share them. Tokens behind
   * one that is not shareable are not shareable either.
   */
  append(slot: Slot, tokens: readonly number[], shareable: boolean): void {
    const own = this.#slots[slot.id];
    if (shareable && own.shareable === own.tokens.length) own.shareable += tokens.length;
    for (const token of tokens) own.tokens.push(token);
    this.#cells?.append(slot.id, tokens.length);
  }

  /** Unlocks a slot. Its shareable tokens stay until the slot is needed, unless another slot holds them as well. */
  release(slot: Slot): void {
    const own = this.#slots[slot.id];
    assert.ok(own.locked, `slot ${slot.id} is given back twice`);
    own.locked = false;
    this.#truncate(own, own.shareable);
    const copy = this.#slots.some((other) =>
      other !== own && other.shareable >= own.tokens.length &&
      commonPrefix(other.tokens, own.tokens) === own.tokens.length
    );
    if (copy) this.#truncate(own, 0);
    own.lastUsed = own.tokens.length === 0 ? 0 : ++this.#clock;
  }

  /**
   * Evicts idle slots, least recently used first, until `cells` cells are free and idle slots hold no more cells than
   * requests have held at once (or `idleCells`, if that is more): attention scans every cell that holds a token. Does
   * nothing with streams.
   *
   * @returns whether `cells` cells are free now
   */
  makeRoom(cells: number): boolean {
    if (this.#cells === undefined) return true;
    const { capacity } = this.#cells;
    const inUse = capacity - this.availableCells;
    this.#idleCells = Math.max(this.#idleCells, inUse + cells);
    const most = Math.min(capacity - cells, inUse + this.#idleCells);
    while (this.usedCells > most) {
      let oldest: MutableSlot | undefined;
      for (const slot of this.#slots) {
        if (slot.locked || slot.tokens.length === 0) continue;
        if (oldest === undefined || slot.lastUsed < oldest.lastUsed) oldest = slot;
      }
      if (oldest === undefined) return false;
      this.#evict(oldest);
    }
    return true;
  }

  /** Empties all idle slots, whatever the context holds of them. */
  clear(): void {
    for (const slot of this.#slots) {
      if (slot.locked) continue;
      slot.tokens.length = slot.shareable = slot.lastUsed = 0;
      this.#cells?.truncate(slot.id, 0);
      this.#memory.removeSequence(slot.id);
    }
  }
}
