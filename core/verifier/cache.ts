/**
 * A map that forgets what was used least recently.
 *
 * @module
 */

/** A bounded cache. Reading an entry makes it the most recent one. */
export class LruCache<Value> {
  /** Entries that it may hold; it can grow. */
  maxEntries: number;
  readonly #entries = new Map<string, Value>();

  /** Holds up to `maxEntries`; 0 for none. */
  constructor(maxEntries: number) {
    this.maxEntries = maxEntries;
  }

  /** Entries held. */
  get size(): number {
    return this.#entries.size;
  }

  /** The value of `key`, undefined where there is none. */
  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  /**
   * Sets the value of `key`.
   *
   * @returns the entry that had to go, if any
   */
  set(key: string, value: Value): { readonly key: string; readonly value: Value } | undefined {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.maxEntries) return undefined;
    const [oldest] = this.#entries;
    this.#entries.delete(oldest[0]);
    return { key: oldest[0], value: oldest[1] };
  }

  /** Forgets `key`. */
  delete(key: string): void {
    this.#entries.delete(key);
  }
}
