/**
 * A semaphore that admits waiters strictly in order.
 *
 * @module
 */

/** A fixed number of places, handed out in the order of the requests. */
export class Semaphore {
  readonly #total: number;
  readonly #waiting = new Set<{ readonly count: number; readonly admit: () => void }>();
  #free: number;

  /**
   * All `total` places are free at first.
   *
   * @throws {RangeError} when `total` is not a positive integer
   */
  constructor(total: number) {
    if (!Number.isSafeInteger(total) || total < 1) {
      throw new RangeError(`Cannot make a semaphore as its places must be a positive integer: it is ${total}`);
    }
    this.#total = this.#free = total;
  }

  /**
   * Waits for `count` places together, behind all earlier requests. Dispose the result to free them.
   *
   * @param options.count default 1; more than the total takes all
   * @throws {DOMException} `AbortError` when `signal` aborts while waiting
   */
  async take(
    { count = 1, signal }: { readonly count?: number; readonly signal?: AbortSignal } = {},
  ): Promise<Disposable> {
    signal?.throwIfAborted();
    const taken = Math.min(count, this.#total);
    if (this.#waiting.size > 0 || this.#free < taken) await this.#turn(taken, signal);
    else this.#free -= taken;
    return { [Symbol.dispose]: () => this.#release(taken) };
  }

  #turn(count: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const admit = (): void => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      const waiting = { count, admit };
      const leave = (): void => {
        this.#waiting.delete(waiting);
        this.#admit(); // those behind may need fewer places than the one that left
        reject(signal!.reason);
      };
      signal?.addEventListener("abort", leave, { once: true });
      this.#waiting.add(waiting);
    });
  }

  #release(count: number): void {
    this.#free += count;
    this.#admit();
  }

  #admit(): void {
    for (const waiting of this.#waiting) {
      if (waiting.count > this.#free) return;
      this.#waiting.delete(waiting);
      this.#free -= waiting.count;
      waiting.admit();
    }
  }
}
