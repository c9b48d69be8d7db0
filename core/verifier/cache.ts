/**
 * A bounded cache that evicts the least recently used entry.
 *
 * @module
 */

/** A map of at most `maxEntries`; reading or setting an entry makes it the most recent one. */
export class LruCache<Value> {
  /** May be raised; lowering it evicts nothing until the next {@linkcode LruCache.set}. */
  maxEntries: number;
  readonly #entries = new Map<string, Value>();

  /** Starts empty; a cache of 0 entries keeps nothing. */
  constructor(maxEntries: number) {
    this.maxEntries = maxEntries;
  }

  /** Number of entries. */
  get size(): number {
    return this.#entries.size;
  }

  /** The value of `key`, `undefined` where there is none. */
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
   * @returns the evicted entry, if any; this one where `maxEntries` is 0
   */
  set(key: string, value: Value): { readonly key: string; readonly value: Value } | undefined {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.maxEntries) return undefined;
    const [oldest] = this.#entries;
    this.#entries.delete(oldest[0]);
    return { key: oldest[0], value: oldest[1] };
  }

  /** Removes `key`, if it is there. */
  delete(key: string): void {
    this.#entries.delete(key);
  }
}
