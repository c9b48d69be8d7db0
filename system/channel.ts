/**
 * A queue between a producer that pushes and a consumer that iterates.
 *
 * @module
 */

/** An unbounded queue, read as an async iterable: the pushed values in order, then the end or the failure. */
export class Channel<T> implements AsyncIterable<T> {
  readonly #values: T[] = [];
  #wake: () => void = () => {};
  #ended: { readonly error?: unknown } | null = null;

  /** Adds a value; ignored after {@linkcode Channel.end}. */
  push(value: T): void {
    if (this.#ended) return;
    this.#values.push(value);
    this.#wake();
  }

  /** Ends the iteration once every pushed value has been read; with `error`, by throwing it. The first call counts. */
  end(failure: { readonly error?: unknown } = {}): void {
    this.#ended ??= failure;
    this.#wake();
  }

  /** Takes the values out of the queue; one reader at a time. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    while (true) {
      while (this.#values.length > 0) yield this.#values.shift()!;
      if (this.#ended) {
        if ("error" in this.#ended) throw this.#ended.error;
        return;
      }
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}
