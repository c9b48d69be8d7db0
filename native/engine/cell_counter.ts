/**
 * Counts the used cells of a unified KV cache, in which copied sequences share their cells.
 *
 * @module
 */
import assert from "node:assert/strict";

/** Counts cells as llama.cpp does: a copy shares the cells of its original, a cell that no sequence holds is free. */
export class CellCounter {
  /** How many cells there are, free or not. */
  readonly capacity: number;
  readonly #holders: Uint16Array;
  readonly #unused: number[];
  readonly #sequences: number[][];
  /** For each cell, the number of the last call of `usedBy` that counted it. */
  readonly #metBy: Float64Array;
  #calls = 0;

  /** Starts with `capacity` free cells and `sequences` empty sequences, numbered from 0. */
  constructor(capacity: number, sequences: number) {
    this.capacity = capacity;
    this.#holders = new Uint16Array(capacity);
    this.#metBy = new Float64Array(capacity);
    this.#unused = Array.from({ length: capacity }, (_, i) => capacity - 1 - i);
    this.#sequences = Array.from({ length: sequences }, () => []);
  }

  /** How many cells no sequence holds. */
  get free(): number {
    return this.#unused.length;
  }

  /** How many cells at least one of `sequences` holds. */
  usedBy(sequences: readonly number[]): number {
    const call = ++this.#calls;
    let used = 0;
    for (const sequence of sequences) {
      for (const cell of this.#sequences[sequence]) {
        if (this.#metBy[cell] === call) continue;
        this.#metBy[cell] = call;
        used++;
      }
    }
    return used;
  }

  /**
   * Adds `count` free cells to a sequence.
   *
   * @throws {AssertionError} when fewer are free
   */
  append(sequence: number, count: number): void {
    assert.ok(count <= this.#unused.length, `${count} cells are taken although ${this.#unused.length} are free`);
    for (let i = 0; i < count; i++) {
      const cell = this.#unused.pop()!;
      this.#holders[cell] = 1;
      this.#sequences[sequence].push(cell);
    }
  }

  /**
   * Makes sequence `to` share all cells of `from`.
   *
   * @throws {AssertionError} when `to` is not empty
   */
  copy(from: number, to: number): void {
    assert.equal(this.#sequences[to].length, 0, `sequence ${to} is copied into although it is not empty`);
    for (const cell of this.#sequences[from]) {
      this.#holders[cell]++;
      this.#sequences[to].push(cell);
    }
  }

  /** Removes all cells of a sequence but the first `length`. */
  truncate(sequence: number, length: number): void {
    const cells = this.#sequences[sequence];
    while (cells.length > length) {
      const cell = cells.pop()!;
      if (--this.#holders[cell] === 0) this.#unused.push(cell);
    }
  }
}
