/**
 * How many cells of a unified KV cache are in use when sequences share them.
 *
 * @module
 */
import assert from "node:assert/strict";

/** Counts cells as llama.cpp does: a copy shares its cells with the original, a cell is free when nobody holds it. */
export class CellCounter {
  /** All cells. */
  readonly capacity: number;
  readonly #holders: Uint16Array;
  readonly #unused: number[];
  readonly #sequences: number[][];
  /** For each cell, the number of the last call of `usedBy` that met it. */
  readonly #metBy: Float64Array;
  #calls = 0;

  /** All cells are free. */
  constructor(capacity: number, sequences: number) {
    this.capacity = capacity;
    this.#holders = new Uint16Array(capacity);
    this.#metBy = new Float64Array(capacity);
    this.#unused = Array.from({ length: capacity }, (_, i) => capacity - 1 - i);
    this.#sequences = Array.from({ length: sequences }, () => []);
  }

  /** Cells that nobody holds. */
  get free(): number {
    return this.#unused.length;
  }

  /** Cells that at least one of `sequences` holds. */
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

  /** A sequence grows by `count` cells of its own. */
  append(sequence: number, count: number): void {
    assert.ok(count <= this.#unused.length, `${count} cells are taken although ${this.#unused.length} are free`);
    for (let i = 0; i < count; i++) {
      const cell = this.#unused.pop()!;
      this.#holders[cell] = 1;
      this.#sequences[sequence].push(cell);
    }
  }

  /** Sequence `to`, which must be empty, shares all cells of `from`. */
  copy(from: number, to: number): void {
    assert.equal(this.#sequences[to].length, 0, `sequence ${to} is copied into although it is not empty`);
    for (const cell of this.#sequences[from]) {
      this.#holders[cell]++;
      this.#sequences[to].push(cell);
    }
  }

  /** A sequence keeps its first `length` cells. */
  truncate(sequence: number, length: number): void {
    const cells = this.#sequences[sequence];
    while (cells.length > length) {
      const cell = cells.pop()!;
      if (--this.#holders[cell] === 0) this.#unused.push(cell);
    }
  }
}
