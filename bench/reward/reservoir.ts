/**
 * A uniform sample of a stream of unknown length.
 *
 * @module
 */
import { uniform } from "@rstar/core";

/** Keeps a number of items, each of the stream with the same probability. @see Vitter 1985, Algorithm R */
export class Reservoir<Item> {
  readonly #count: number;
  readonly #random: () => number;
  readonly #kept: Item[] = [];
  #seen = 0;

  /** Keeps at most `count` items; the same seed keeps the same ones. */
  constructor({ count, seed }: { readonly count: number; readonly seed: number }) {
    this.#count = count;
    this.#random = uniform(seed);
  }

  /** The items kept so far. */
  get kept(): readonly Item[] {
    return this.#kept;
  }

  /** How many items were added so far. */
  get seen(): number {
    return this.#seen;
  }

  /** Adds the next item of the stream. */
  add(item: Item): void {
    this.#seen++;
    if (this.#kept.length < this.#count) {
      this.#kept.push(item);
      return;
    }
    const place = Math.floor(this.#random() * this.#seen);
    if (place < this.#count) this.#kept[place] = item;
  }
}
